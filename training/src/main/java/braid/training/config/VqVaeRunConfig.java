package braid.training.config;

import braid.tensor.Device;
import braid.tensor.backend.MatmulPrecision;
import braid.training.latent.Alignment;
import braid.training.latent.Predicted;
import braid.vqvae.VqVaeConfig;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Configuration of {@code braid train-vqvae}; the keys are explained in the resource {@code
 * vqvae.yaml}.
 *
 * @param name of the run
 * @param seed of everything random
 * @param task as {@code Tasks.parse} reads it
 * @param tokenizer kind
 * @param vocabulary most tokens of a subword or BPE tokenizer
 * @param published model whose tokenizer is used; blank to train one
 * @param scope which parts of an example are trained on
 * @param device where
 * @param matmulPrecision of products of matrices there
 * @param vqvae sizes and rules
 * @param train how
 */
public record VqVaeRunConfig(
        String name,
        long seed,
        String task,
        TokenizerKind tokenizer,
        int vocabulary,
        String published,
        Scope scope,
        String device,
        MatmulPrecision matmulPrecision,
        Sizes vqvae,
        TrainSection train)
        implements Checked {

    /** Name of the resource with the defaults. */
    public static final String DEFAULTS = "vqvae.yaml";

    private static final int MOST_CODES = 1 << 20;

    @Override
    public void check(Faults faults) {
        RunName.check(name, faults);
        faults.size("vocabulary", vocabulary);
        vqvae.check(faults);
        train.check(faults);
    }

    /** The device, whose products are as precise from now on as is told. */
    public Device openDevice() {
        Device found = Device.parse(device);
        found.backend().matmulPrecision(matmulPrecision);
        return found;
    }

    /** Which parts of an example are cut into chunks. */
    public enum Scope {
        /** The trace. */
        TRACE,
        /** Prompt, trace and solution, each from its own beginning. */
        ALL
    }

    /** From what a predicted token is predicted. */
    public enum PredictOrder {
        /** {@link VqVaeConfig.Order#PARALLEL}. */
        @JsonProperty("parallel")
        PARALLEL,
        /** {@link VqVaeConfig.Order#LEFT_TO_RIGHT}. */
        @JsonProperty("left-to-right")
        LEFT_TO_RIGHT;

        VqVaeConfig.Order order() {
            return this == PARALLEL ? VqVaeConfig.Order.PARALLEL : VqVaeConfig.Order.LEFT_TO_RIGHT;
        }
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
     * @param levels Q, codes a latent position
     * @param predict what is predicted from the codes besides the chunk
     * @param predictOrder from what each token of it is predicted
     * @param predictWeight weight of that loss
     * @param answerTokens tokens of the answer, for {@link Predicted.What#ANSWER}
     * @param align where the chunks of a trace end
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
            int restartAfter,
            int levels,
            Predicted.What predict,
            PredictOrder predictOrder,
            double predictWeight,
            int answerTokens,
            Alignment align) {

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
            faults.size("vqvae.levels", levels);
            faults.require(
                    levels < 1 || codes < 1 || levels <= MOST_CODES / codes,
                    "vqvae.levels",
                    levels,
                    "at most "
                            + MOST_CODES
                            + " codes in all levels together; vqvae.codes is "
                            + codes);
            faults.notNegative("vqvae.predictWeight", predictWeight);
            faults.size("vqvae.answerTokens", answerTokens);
        }

        /** Different codes of all levels. */
        public int totalCodes() {
            return codes * levels;
        }

        /** What is predicted from a chunk. */
        public Predicted predicted() {
            return switch (predict) {
                case NOTHING -> Predicted.NOTHING;
                case NEXT_CHUNK -> new Predicted(predict, chunk);
                case ANSWER -> new Predicted(predict, answerTokens);
            };
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
                    restartAfter,
                    levels,
                    predict == Predicted.What.NOTHING
                            ? null
                            : new VqVaeConfig.Prediction(
                                    predicted().tokens(), predictOrder.order(), predictWeight));
        }
    }
}
