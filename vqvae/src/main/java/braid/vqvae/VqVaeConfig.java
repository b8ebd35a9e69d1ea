package braid.vqvae;

import braid.tensor.TensorException;

/**
 * Everything that decides the shape of a {@link VqVae}. Immutable; {@link #paper} and {@link
 * #small} are starting points.
 *
 * @param vocabulary number of text token ids (V)
 * @param chunk text tokens in a chunk (L)
 * @param compression text tokens a latent stands for (r); divides the chunk, which so gives L / r
 *     latents
 * @param codes size of the codebook (K, |E| in the paper)
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
        int restartAfter) {

    /** How the codebook learns. */
    public enum Rule {
        /** By gradient, from the codebook loss. */
        GRADIENT,
        /** By moving averages of the encoder outputs that chose each code. */
        EMA
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
        if (!faults.isEmpty()) {
            throw new TensorException("VQ-VAE configuration: " + faults, "change these values");
        }
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

    /** Latents a chunk gives: L / r. */
    public int latentsPerChunk() {
        return chunk / compression;
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
                restartAfter);
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
                restartAfter);
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
                restartAfter);
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
                restartAfter);
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
                batches);
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
                restartAfter);
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
                restartAfter);
    }
}
