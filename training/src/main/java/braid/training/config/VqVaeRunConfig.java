package braid.training.config;

import braid.vqvae.VqVaeConfig;

/**
 * Configuration of {@code braid train-vqvae}; the keys are explained in the resource {@code
 * vqvae.yaml}.
 *
 * @param name of the run
 * @param seed of everything random
 * @param task as {@code Tasks.parse} reads it
 * @param tokenizer kind
 * @param vocabulary most tokens of a subword tokenizer
 * @param scope which parts of an example are trained on
 * @param device where
 * @param vqvae sizes and rules
 * @param train how
 */
public record VqVaeRunConfig(
        String name,
        long seed,
        String task,
        TokenizerKind tokenizer,
        int vocabulary,
        Scope scope,
        String device,
        Sizes vqvae,
        TrainSection train)
        implements Checked {

    /** Name of the resource with the defaults. */
    public static final String DEFAULTS = "vqvae.yaml";

    @Override
    public void check(Faults faults) {
        RunName.check(name, faults);
        faults.size("vocabulary", vocabulary);
        vqvae.check(faults);
        train.check(faults);
    }

    /** Which parts of an example are cut into chunks. */
    public enum Scope {
        /** The trace. */
        TRACE,
        /** Prompt, trace and solution, each from its own beginning. */
        ALL
    }

    /**
     * As {@link VqVaeConfig}, without the vocabulary.
     *
     * @param chunk L
     * @param compression r
     * @param codes K
     * @param codeWidth D
     * @param width C
     * @param layers of encoder and of decoder
     * @param heads attention heads
     * @param promptContext most prompt tokens; 0 for none
     * @param promptLayers blocks of the prompt encoder
     * @param rule how the codebook learns
     * @param beta weight of the commitment loss
     * @param emaDecay of the moving averages
     * @param restartAfter batches until an unused code is moved
     */
    public record Sizes(
            int chunk,
            int compression,
            int codes,
            int codeWidth,
            int width,
            int layers,
            int heads,
            int promptContext,
            int promptLayers,
            VqVaeConfig.Rule rule,
            double beta,
            double emaDecay,
            int restartAfter) {

        void check(Faults faults) {
            faults.size("vqvae.chunk", chunk);
            faults.size("vqvae.compression", compression);
            faults.divides("vqvae.compression", compression, "vqvae.chunk", chunk);
            faults.size("vqvae.codes", codes);
            faults.require(codes != 1, "vqvae.codes", codes, "2 or more");
            faults.size("vqvae.codeWidth", codeWidth);
            faults.size("vqvae.width", width);
            faults.size("vqvae.layers", layers);
            faults.size("vqvae.heads", heads);
            faults.divides("vqvae.heads", heads, "vqvae.width", width);
            faults.notNegative("vqvae.promptContext", promptContext);
            faults.require(
                    promptContext <= 0 || promptLayers >= 1,
                    "vqvae.promptLayers",
                    promptLayers,
                    "1 or more with a vqvae.promptContext");
            long largest = 4L * width * width;
            faults.require(
                    largest <= Integer.MAX_VALUE && (long) codes * codeWidth <= Integer.MAX_VALUE,
                    "vqvae.width",
                    width,
                    "matrices of less than 2^31 numbers, the codebook too");
            faults.notNegative("vqvae.beta", beta);
            faults.require(
                    emaDecay > 0 && emaDecay < 1, "vqvae.emaDecay", emaDecay, "between 0 and 1");
            faults.notNegative("vqvae.restartAfter", restartAfter);
        }

        /** For a vocabulary. */
        public VqVaeConfig config(int vocabularySize) {
            return new VqVaeConfig(
                    vocabularySize,
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
                    restartAfter);
        }
    }
}
