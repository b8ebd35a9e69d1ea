package braid.vqvae;

import braid.tensor.TensorException;

import org.jspecify.annotations.Nullable;

/**
 * Everything that decides the shape of a {@link VqVae}. Immutable; {@link #paper} and {@link
 * #small} are starting points.
 *
 * @param vocabulary number of text token ids (V)
 * @param chunk text tokens in a chunk (L)
 * @param compression text tokens a latent position stands for (r); divides the chunk, which so has
 *     L / r positions
 * @param codes size of a codebook (K, |E| in the paper)
 * @param codeWidth size of a codebook vector (D, d in the paper)
 * @param width size of the residual stream of encoder and decoder (C)
 * @param layers blocks of the encoder, and of the decoder
 * @param heads attention heads
 * @param promptContext most prompt tokens that the prompt encoder reads, the last ones; 0 switches
 *     the conditioning g(P) off
 * @param promptLayers blocks of the prompt encoder
 * @param rule how the codebook learns
 * @param beta weight of the commitment loss
 * @param emaDecay decay of the moving averages, for {@link Rule#EMA}
 * @param restartAfter a code that was not used for this many training batches is moved to a random
 *     encoder output; 0 never restarts
 * @param levels codes a latent position (Q), each from a codebook of its own: a level quantises
 *     what those before it left (residual codes; Zeghidour et al. 2021, arXiv:2107.03312; Lee et
 *     al. 2022, arXiv:2203.01941)
 * @param prediction of tokens that come after the chunk, or null
 */
public record VqVaeConfig(
        int vocabulary,
        int chunk,
        int compression,
        int codes,
        int codeWidth,
        int width,
        int layers,
        int heads,
        int promptContext,
        int promptLayers,
        Rule rule,
        double beta,
        double emaDecay,
        int restartAfter,
        int levels,
        @Nullable Prediction prediction) {

    /** How the codebook learns. */
    public enum Rule {
        /** By gradient, from the codebook loss. */
        GRADIENT,
        /** By moving averages of the encoder outputs that chose each code. */
        EMA
    }

    /**
     * Tokens after the chunk that its codes have to tell, so that they say more than its surface.
     *
     * @param tokens how many (T)
     * @param order from what each of them is predicted
     * @param weight of the loss
     */
    public record Prediction(int tokens, Order order, double weight) {}

    /** From what each predicted token is predicted, besides the codes and the prompt. */
    public enum Order {
        /** From nothing else: all tokens at once. */
        PARALLEL,
        /** From the predicted tokens before it, too; never from itself or those behind it. */
        LEFT_TO_RIGHT
    }

    /** Checks that the sizes fit each other; all faults are named at once. */
    public VqVaeConfig {
        var faults = new StringBuilder();
        require(faults, vocabulary > 0, "vocabulary " + vocabulary + " is not positive");
        require(faults, chunk > 0, "chunk " + chunk + " is not positive");
        require(
                faults,
                compression > 0 && chunk % compression == 0,
                "compression " + compression + " does not divide chunk " + chunk);
        require(faults, codes > 1, "codes " + codes + " is less than 2");
        require(faults, codeWidth > 0, "codeWidth " + codeWidth + " is not positive");
        require(
                faults,
                heads > 0 && width > 0 && width % heads == 0,
                "heads " + heads + " does not divide width " + width);
        require(faults, layers > 0, "layers " + layers + " is not positive");
        require(faults, promptContext >= 0, "promptContext " + promptContext + " is negative");
        require(faults, promptContext == 0 || promptLayers > 0, "promptLayers is not positive");
        require(faults, beta >= 0, "beta " + beta + " is negative");
        require(faults, emaDecay > 0 && emaDecay < 1, "emaDecay " + emaDecay + " not in (0, 1)");
        require(faults, restartAfter >= 0, "restartAfter " + restartAfter + " is negative");
        require(faults, levels > 0, "levels " + levels + " is not positive");
        require(
                faults,
                prediction == null || prediction.tokens() > 0 && prediction.weight() >= 0,
                prediction + " has no tokens, or a negative weight");
        if (!faults.isEmpty()) {
            throw new TensorException("VQ-VAE configuration: " + faults, "change these values");
        }
    }

    /** One code a position, and nothing is predicted. */
    public VqVaeConfig(
            int vocabulary,
            int chunk,
            int compression,
            int codes,
            int codeWidth,
            int width,
            int layers,
            int heads,
            int promptContext,
            int promptLayers,
            Rule rule,
            double beta,
            double emaDecay,
            int restartAfter) {
        this(
                vocabulary,
                chunk,
                compression,
                codes,
                codeWidth,
                width,
                layers,
                heads,
                promptContext,
                promptLayers,
                rule,
                beta,
                emaDecay,
                restartAfter,
                1,
                null);
    }

    private static void require(StringBuilder faults, boolean holds, String fault) {
        if (!holds) {
            faults.append(faults.isEmpty() ? "" : "; ").append(fault);
        }
    }

    /** The paper's scale for mathematics: chunks of 16, one code each, 1024 codes, width 512. */
    public static VqVaeConfig paper(int vocabulary) {
        return new VqVaeConfig(
                vocabulary, 16, 16, 1024, 512, 512, 2, 4, 256, 2, Rule.GRADIENT, 0.25, 0.99, 100);
    }

    /** A size that two CPU cores train in a minute: chunks of 2, 128 codes, width 128. */
    public static VqVaeConfig small(int vocabulary) {
        return new VqVaeConfig(
                vocabulary, 2, 2, 128, 64, 128, 2, 4, 0, 1, Rule.EMA, 0.25, 0.99, 20);
    }

    /** Latent positions of a chunk: L / r. */
    public int positions() {
        return chunk / compression;
    }

    /** Codes that a chunk gives, a latent token each: Q L / r. */
    public int latentsPerChunk() {
        return positions() * levels;
    }

    /** Different codes of all levels, Q K: those of level q are q K to (q + 1) K - 1. */
    public int totalCodes() {
        return codes * levels;
    }

    /** This configuration with other chunk length and compression. */
    public VqVaeConfig chunk(int length, int rate) {
        return new VqVaeConfig(
                vocabulary,
                length,
                rate,
                codes,
                codeWidth,
                width,
                layers,
                heads,
                promptContext,
                promptLayers,
                rule,
                beta,
                emaDecay,
                restartAfter,
                levels,
                prediction);
    }

    /** This configuration with another codebook size. */
    public VqVaeConfig codes(int count) {
        return new VqVaeConfig(
                vocabulary,
                chunk,
                compression,
                count,
                codeWidth,
                width,
                layers,
                heads,
                promptContext,
                promptLayers,
                rule,
                beta,
                emaDecay,
                restartAfter,
                levels,
                prediction);
    }

    /** This configuration with another width of the residual stream. */
    public VqVaeConfig width(int c) {
        return new VqVaeConfig(
                vocabulary,
                chunk,
                compression,
                codes,
                codeWidth,
                c,
                layers,
                heads,
                promptContext,
                promptLayers,
                rule,
                beta,
                emaDecay,
                restartAfter,
                levels,
                prediction);
    }

    /** This configuration with so many blocks in the encoder, and as many in the decoder. */
    public VqVaeConfig layers(int n) {
        return new VqVaeConfig(
                vocabulary,
                chunk,
                compression,
                codes,
                codeWidth,
                width,
                n,
                heads,
                promptContext,
                promptLayers,
                rule,
                beta,
                emaDecay,
                restartAfter,
                levels,
                prediction);
    }

    /** This configuration with unused codes moved after so many training batches; 0 for never. */
    public VqVaeConfig restartAfter(int batches) {
        return new VqVaeConfig(
                vocabulary,
                chunk,
                compression,
                codes,
                codeWidth,
                width,
                layers,
                heads,
                promptContext,
                promptLayers,
                rule,
                beta,
                emaDecay,
                batches,
                levels,
                prediction);
    }

    /** This configuration with another rule for the codebook. */
    public VqVaeConfig rule(Rule newRule) {
        return new VqVaeConfig(
                vocabulary,
                chunk,
                compression,
                codes,
                codeWidth,
                width,
                layers,
                heads,
                promptContext,
                promptLayers,
                newRule,
                beta,
                emaDecay,
                restartAfter,
                levels,
                prediction);
    }

    /** This configuration with the decoder conditioned on so many prompt tokens; 0 for none. */
    public VqVaeConfig promptContext(int tokens) {
        return new VqVaeConfig(
                vocabulary,
                chunk,
                compression,
                codes,
                codeWidth,
                width,
                layers,
                heads,
                tokens,
                promptLayers,
                rule,
                beta,
                emaDecay,
                restartAfter,
                levels,
                prediction);
    }

    /** This configuration with so many codes a latent position. */
    public VqVaeConfig levels(int count) {
        return new VqVaeConfig(
                vocabulary,
                chunk,
                compression,
                codes,
                codeWidth,
                width,
                layers,
                heads,
                promptContext,
                promptLayers,
                rule,
                beta,
                emaDecay,
                restartAfter,
                count,
                prediction);
    }

    /** This configuration with tokens after the chunk predicted, or null for none. */
    public VqVaeConfig prediction(@Nullable Prediction what) {
        return new VqVaeConfig(
                vocabulary,
                chunk,
                compression,
                codes,
                codeWidth,
                width,
                layers,
                heads,
                promptContext,
                promptLayers,
                rule,
                beta,
                emaDecay,
                restartAfter,
                levels,
                what);
    }
}
