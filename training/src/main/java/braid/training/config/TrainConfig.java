package braid.training.config;

import braid.training.ConfigurationException;
import braid.training.latent.Caps;
import braid.training.latent.LossOn;
import braid.transformer.ModelConfig;

import java.util.List;

/**
 * Configuration of {@code braid train}; the keys are explained in the resource {@code train.yaml}.
 *
 * @param name of the run
 * @param seed of everything random
 * @param task as {@code Tasks.parse} reads it
 * @param tokenizer kind
 * @param vocabulary most tokens of a subword tokenizer
 * @param method what is trained
 * @param vqvae run folder of the VQ-VAE, for {@link Method#LATENT}
 * @param from run folder of a language model to start from; blank for random weights
 * @param rows how the rows of new tokens begin, with {@code from}
 * @param caps M, in trace tokens, for {@link Method#LATENT}
 * @param loss which tokens are learned
 * @param device where
 * @param model sizes
 * @param train how
 */
public record TrainConfig(
        String name,
        long seed,
        String task,
        TokenizerKind tokenizer,
        int vocabulary,
        Method method,
        String vqvae,
        String from,
        Rows rows,
        List<Integer> caps,
        LossOn loss,
        String device,
        Model model,
        TrainSection train) {

    /** Name of the resource with the defaults. */
    public static final String DEFAULTS = "train.yaml";

    /** What a model learns to write. */
    public enum Method {
        /** The answer alone. */
        @com.fasterxml.jackson.annotation.JsonProperty("sol-only")
        SOL_ONLY,
        /** The trace as text, then the answer. */
        @com.fasterxml.jackson.annotation.JsonProperty("cot")
        COT,
        /** Traces whose left part is replaced by latent tokens, at random. */
        @com.fasterxml.jackson.annotation.JsonProperty("latent")
        LATENT
    }

    /** How the rows of new tokens begin; see {@link braid.transformer.RowInit}. */
    public enum Rows {
        /** Mean of the old rows, and a little noise. */
        MEAN,
        /** Normal, with the spread of the old rows. */
        RANDOM,
        /** The codebook, projected at random. */
        CODEBOOK
    }

    /** Checks what one key alone cannot tell. */
    public TrainConfig {
        if (method == Method.LATENT && vqvae.isBlank()) {
            throw new ConfigurationException(
                    "method latent without a VQ-VAE", "set vqvae to the folder of a trained one");
        }
    }

    /** M. */
    public Caps capSet() {
        return new Caps(caps);
    }

    /**
     * Sizes of the model.
     *
     * @param preset gpt2 or llama
     * @param layers blocks
     * @param width of the residual stream
     * @param heads query heads
     * @param kvHeads key and value heads
     * @param hidden inner size of the feed-forward layer
     * @param context most tokens
     * @param positions kind
     * @param dropout probability
     * @param recompute whether blocks are computed again in the backward pass
     */
    public record Model(
            Preset preset,
            int layers,
            int width,
            int heads,
            int kvHeads,
            int hidden,
            int context,
            ModelConfig.Positions positions,
            double dropout,
            boolean recompute) {

        /** Which form of block. */
        public enum Preset {
            /** {@link ModelConfig#gpt2}. */
            GPT2,
            /** {@link ModelConfig#llama}. */
            LLAMA
        }

        /** For a vocabulary. */
        public ModelConfig config(int vocabulary) {
            ModelConfig form =
                    preset == Preset.GPT2
                            ? ModelConfig.gpt2(vocabulary)
                            : ModelConfig.llama(vocabulary).ropeTheta(10_000);
            return form.layers(layers)
                    .width(width)
                    .heads(heads)
                    .kvHeads(kvHeads)
                    .hidden(hidden)
                    .context(context)
                    .positions(positions)
                    .dropout(dropout);
        }
    }
}
