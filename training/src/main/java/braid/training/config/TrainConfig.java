package braid.training.config;

import braid.tensor.Device;
import braid.tensor.backend.MatmulPrecision;
import braid.training.latent.LossOn;
import braid.transformer.ModelConfig;

/**
 * Configuration of {@code braid train}; the keys are explained in the resource {@code train.yaml}.
 *
 * @param name of the run
 * @param seed of everything random
 * @param task as {@code Tasks.parse} reads it
 * @param tokenizer kind
 * @param vocabulary most tokens of a subword or BPE tokenizer
 * @param method what is trained
 * @param vqvae run folder of the VQ-VAE, for {@link MethodName#LATENT}
 * @param from run folder or published model to start from; blank for random weights
 * @param rows how the rows of new tokens begin, with {@code from}
 * @param latent what is replaced, for {@link MethodName#LATENT} and {@link MethodName#DELETION}
 * @param pause for {@link MethodName#PAUSE}
 * @param icot for {@link MethodName#ICOT}
 * @param coconut for {@link MethodName#COCONUT}
 * @param lora adapters in place of all weights, with {@code from}
 * @param loss which tokens are learned
 * @param device where
 * @param matmulPrecision of products of matrices there
 * @param model sizes
 * @param train how
 */
public record TrainConfig(
        String name,
        long seed,
        String task,
        TokenizerKind tokenizer,
        int vocabulary,
        MethodName method,
        String vqvae,
        String from,
        Rows rows,
        LatentSection latent,
        PauseSection pause,
        IcotSection icot,
        CoconutSection coconut,
        LoraSection lora,
        LossOn loss,
        String device,
        MatmulPrecision matmulPrecision,
        Model model,
        TrainSection train)
        implements Checked {

    /** Name of the resource with the defaults. */
    public static final String DEFAULTS = "train.yaml";

    /** How the rows of new tokens begin; see {@link braid.transformer.RowInit}. */
    public enum Rows {
        /** Mean of the old rows, and a little noise. */
        MEAN,
        /** Normal, with the spread of the old rows. */
        RANDOM,
        /** The codebook, projected at random. */
        CODEBOOK
    }

    @Override
    public void check(Faults faults) {
        RunName.check(name, faults);
        faults.size("vocabulary", vocabulary);
        if (method == MethodName.LATENT && vqvae.isBlank()) {
            faults.add("vqvae is empty, wanted with method latent: the run folder of a VQ-VAE");
        }
        if (rows == Rows.CODEBOOK && method != MethodName.LATENT) {
            faults.add("rows is codebook, wanted without method latent: mean or random");
        }
        latent.check(faults);
        boolean caps = latent.policy() == LatentSection.Policy.LEFT_TO_RIGHT;
        if (latent.control() && !(method == MethodName.LATENT && caps)) {
            faults.add(
                    "latent.control is true, wanted with method latent and latent.policy"
                            + " left-to-right: there is no cap to be told");
        }
        pause.check(faults);
        icot.check(faults);
        coconut.check(faults);
        lora.check(faults, from);
        model.check(faults);
        train.check(faults);
    }

    /** The device, whose products are as precise from now on as is told. */
    public Device openDevice() {
        Device found = Device.parse(device);
        found.backend().matmulPrecision(matmulPrecision);
        return found;
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
     * @param initStd standard deviation of the initial weights
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
            double initStd,
            boolean recompute) {

        private static final double ROPE_THETA = 10_000;

        /** Which form of block. */
        public enum Preset {
            /** {@link ModelConfig#gpt2}. */
            GPT2,
            /** {@link ModelConfig#llama}. */
            LLAMA
        }

        void check(Faults faults) {
            faults.size("model.layers", layers);
            faults.size("model.width", width);
            faults.size("model.heads", heads);
            faults.size("model.kvHeads", kvHeads);
            faults.size("model.hidden", hidden);
            faults.size("model.context", context);
            faults.divides("model.heads", heads, "model.width", width);
            faults.divides("model.kvHeads", kvHeads, "model.heads", heads);
            boolean rotary = positions == ModelConfig.Positions.ROPE && heads >= 1 && width >= 1;
            faults.require(
                    !rotary || width % heads != 0 || width / heads % 2 == 0,
                    "model.heads",
                    heads,
                    "heads of an even size for rope, model.width / model.heads");
            long largest = (long) width * Math.max(3L * width, hidden);
            faults.require(
                    largest <= Integer.MAX_VALUE,
                    "model.width",
                    width,
                    "matrices of less than 2^31 numbers");
            faults.require(dropout >= 0 && dropout < 1, "model.dropout", dropout, "in [0, 1)");
            faults.require(
                    initStd > 0 && initStd <= 1, "model.initStd", initStd, "above 0, at most 1");
        }

        /** For a vocabulary. */
        public ModelConfig config(int vocabulary) {
            ModelConfig form =
                    preset == Preset.GPT2
                            ? ModelConfig.gpt2(vocabulary)
                            : ModelConfig.llama(vocabulary);
            return new ModelConfig(
                    vocabulary,
                    context,
                    width,
                    layers,
                    heads,
                    kvHeads,
                    hidden,
                    form.norm(),
                    form.normEpsilon(),
                    positions,
                    ROPE_THETA,
                    null,
                    form.mlp(),
                    form.bias(),
                    form.tiedHead(),
                    dropout,
                    initStd);
        }
    }
}
