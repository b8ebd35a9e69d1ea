package braid.training;

import braid.tensor.Device;
import braid.tensor.random.Random;
import braid.training.config.ConfigLoader;
import braid.training.config.VqVaeRunConfig;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;
import braid.training.data.TokenizedExample;
import braid.training.latent.Alignment;
import braid.training.latent.ChunkData;
import braid.training.latent.Predicted;
import braid.training.latent.VqVaeCodec;
import braid.training.latent.VqVaeObjective;
import braid.transformer.tokenizer.Tokenizer;
import braid.vqvae.VqVae;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A VQ-VAE with its tokenizer and its run folder: made, trained, and loaded again. */
public final class VqVaeRun {

    private final VqVaeRunConfig config;
    private final RunDirectory directory;
    private final Tokenizer tokenizer;
    private final VqVae model;

    private VqVaeRun(
            VqVaeRunConfig config, RunDirectory directory, Tokenizer tokenizer, VqVae model) {
        this.config = config;
        this.directory = directory;
        this.tokenizer = tokenizer;
        this.model = model;
    }

    /** A new run in a folder. */
    public static VqVaeRun create(ConfigLoader.Resolved<VqVaeRunConfig> resolved, Path folder)
            throws IOException {
        VqVaeRunConfig config = resolved.config();
        Task task = Tasks.parseToTrain(config.task(), config.seed());
        Tokenizer tokenizer =
                config.published().isBlank()
                        ? Corpus.tokenizer(task, config.tokenizer(), config.vocabulary())
                        : Published.tokenizer(Path.of(config.published()));
        VqVae model = model(config, tokenizer);
        RunDirectory directory =
                RunDirectory.create(
                        folder, resolved.yaml(), config.seed(), Device.parse(config.device()));
        directory.save(tokenizer);
        return new VqVaeRun(config, directory, tokenizer, model);
    }

    /**
     * A run that was started; its weights are random until they are loaded or training is resumed.
     */
    public static VqVaeRun open(Path folder) throws IOException {
        return open(folder, null);
    }

    private static VqVaeRun open(Path folder, @Nullable String device) throws IOException {
        RunDirectory directory = RunDirectory.open(folder);
        if (!ConfigLoader.hasKey(directory.config(), "scope")) {
            throw new ConfigurationException(
                    "run folder " + folder + " holds a language model, no VQ-VAE",
                    "give a folder that braid train-vqvae made");
        }
        var config =
                ConfigLoader.reload(
                        directory.config(), VqVaeRunConfig.DEFAULTS, device, VqVaeRunConfig.class);
        Tokenizer tokenizer = directory.loadTokenizer();
        return new VqVaeRun(config, directory, tokenizer, model(config, tokenizer));
    }

    /** A trained run, with the weights of its best checkpoint, on the device it was trained on. */
    public static VqVaeRun load(Path folder) throws IOException {
        return load(folder, null);
    }

    /**
     * A trained run, with the weights of its best checkpoint.
     *
     * @param device where it is to compute; null for where it was trained
     */
    public static VqVaeRun load(Path folder, @Nullable String device) throws IOException {
        VqVaeRun run = open(folder, device);
        Checkpoint.loadModel(run.directory.best(), run.model);
        run.model.eval();
        return run;
    }

    private static VqVae model(VqVaeRunConfig config, Tokenizer tokenizer) {
        var model = new VqVae(config.vqvae().config(tokenizer.size()), Random.of(config.seed()));
        model.to(config.openDevice());
        return model;
    }

    /**
     * Trains to the end, or until interrupted; the weights afterwards are those of the last step.
     *
     * @param resume whether to continue from the newest checkpoint
     */
    public Trainer.Result train(boolean resume) throws IOException {
        Task task = Tasks.parse(config.task(), config.seed());
        int examples = Math.min(config.train().evaluateExamples(), task.size(Split.VALID));
        ChunkData training = chunks(TokenizedExample.all(task, Split.TRAIN, tokenizer));
        ChunkData heldOut =
                chunks(TokenizedExample.all(task, Split.VALID, tokenizer).subList(0, examples));
        var objective = new VqVaeObjective(model, heldOut);
        var trainer = new Trainer<>(objective, training, config.train().settings(), directory);
        if (resume) {
            trainer.resume();
        }
        return trainer.train(config.name());
    }

    private ChunkData chunks(List<TokenizedExample> examples) {
        if (examples.isEmpty()) {
            throw new ConfigurationException(
                    config.task() + " has no examples to train on, or none for validation",
                    "give both: with jsonl, train.jsonl and valid.jsonl in one folder");
        }
        ChunkData data =
                new ChunkData(
                        examples,
                        config.vqvae().align(),
                        config.vqvae().chunk(),
                        config.vqvae().promptContext(),
                        config.scope() == VqVaeRunConfig.Scope.ALL,
                        config.vqvae().predicted(),
                        tokenizer.pad(),
                        config.train().batch(),
                        config.seed());
        if (data.size() == 0) {
            boolean steps = config.vqvae().align() == Alignment.STEP;
            int chunk = config.vqvae().chunk();
            throw new ConfigurationException(
                    "no trace of "
                            + config.task()
                            + " has "
                            + (steps ? "a step" : chunk + " tokens"),
                    steps ? "choose a task with traces" : "lower vqvae.chunk");
        }
        checkPredicted(examples, data);
        return data;
    }

    private void checkPredicted(List<TokenizedExample> examples, ChunkData data) {
        Predicted predicted = config.vqvae().predicted();
        if (predicted.what() == Predicted.What.NEXT_CHUNK && data.predicting() == 0) {
            throw new ConfigurationException(
                    "nothing follows the first chunk in the traces of " + config.task(),
                    "lower vqvae.chunk, or set vqvae.predict to answer");
        }
        int longest = examples.stream().mapToInt(e -> e.solution().length).max().orElse(0);
        if (predicted.what() == Predicted.What.ANSWER && longest > predicted.tokens()) {
            throw new ConfigurationException(
                    "vqvae.answerTokens is "
                            + predicted.tokens()
                            + ", the longest answer of "
                            + config.task()
                            + " has "
                            + longest
                            + " tokens",
                    "set it to that or more");
        }
    }

    /** Resolved configuration. */
    public VqVaeRunConfig config() {
        return config;
    }

    /** Folder. */
    public RunDirectory directory() {
        return directory;
    }

    /** Text vocabulary. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The autoencoder for the traces of its task, in evaluation mode. */
    public VqVaeCodec codec() {
        return new VqVaeCodec(model, config.vqvae().align(), tokenizer.pad());
    }

    /** The autoencoder. */
    public VqVae model() {
        return model;
    }
}
