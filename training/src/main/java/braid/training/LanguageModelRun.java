package braid.training;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.random.Random;
import braid.training.config.ConfigLoader;
import braid.training.config.MethodName;
import braid.training.config.TrainConfig;
import braid.training.data.Batches;
import braid.training.data.Example;
import braid.training.data.SequenceSource;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;
import braid.training.data.TokenizedExample;
import braid.training.eval.Decoding;
import braid.training.eval.Evaluation;
import braid.training.eval.Evaluator;
import braid.training.latent.EncodedTraces;
import braid.training.latent.LatentVocabulary;
import braid.training.method.Coconut;
import braid.training.method.Cot;
import braid.training.method.Deletion;
import braid.training.method.InternalizedCot;
import braid.training.method.LatentMixing;
import braid.training.method.Method;
import braid.training.method.Pause;
import braid.training.method.SolOnly;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.generate.Thoughts;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.io.GenerationConfig;
import braid.transformer.io.ModelConfigFile;
import braid.transformer.lora.Lora;
import braid.transformer.tokenizer.TextStream;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A language model with its vocabulary, its task and its run folder: made, trained, loaded,
 * evaluated.
 */
public final class LanguageModelRun {

    private static final long MIXING_STREAM = 7;
    private static final long LORA_STREAM = 13;

    private final TrainConfig config;
    private final RunDirectory directory;
    private final Tokenizer text;
    private final @Nullable VqVaeRun vqvae;
    private final Method method;
    private final Tokenizer vocabulary;
    private final Transformer model;
    private final Task task;
    private @Nullable Lora lora;
    private int epoch;

    private LanguageModelRun(
            TrainConfig config,
            RunDirectory directory,
            Tokenizer text,
            @Nullable VqVaeRun vqvae,
            Transformer model) {
        this.config = config;
        this.directory = directory;
        this.text = text;
        this.vqvae = vqvae;
        this.model = model;
        method = method(config, vqvae);
        vocabulary = method.vocabulary(text);
        model.recompute(config.model().recompute());
        model.to(config.openDevice());
        task = Tasks.parse(config.task(), config.seed());
    }

    private static Method method(TrainConfig config, @Nullable VqVaeRun vqvae) {
        var latent = config.latent();
        return switch (config.method()) {
            case SOL_ONLY -> new SolOnly();
            case COT -> new Cot();
            case PAUSE -> new Pause(config.pause().count(), config.pause().position());
            case ICOT ->
                    new InternalizedCot(
                            config.icot().tokensPerEpoch(),
                            config.icot().smoothing(),
                            config.icot().resetOptimizer());
            case COCONUT -> config.coconut().method();
            case LATENT ->
                    new LatentMixing(
                            latent.mixPolicy(),
                            latent.codes(),
                            Objects.requireNonNull(vqvae).model().config().totalCodes(),
                            latent.control());
            case DELETION -> new Deletion(latent.mixPolicy(), latent.chunk(), latent.align());
        };
    }

    /**
     * A new run in a folder. A latent run takes the tokenizer of its VQ-VAE. With {@code from} it
     * begins from the weights of a trained run or of a published model.
     */
    public static LanguageModelRun create(ConfigLoader.Resolved<TrainConfig> resolved, Path folder)
            throws IOException {
        TrainConfig config = resolved.config();
        boolean latent = config.method() == MethodName.LATENT;
        VqVaeRun vqvae = latent ? VqVaeRun.load(Path.of(config.vqvae())) : null;
        Task task = Tasks.parseToTrain(config.task(), config.seed());
        StartingWeights start = StartingWeights.load(config);
        Tokenizer text = text(config, task, vqvae, start);
        Tokenizer vocabulary = method(config, vqvae).vocabulary(text);
        checkNewTokens(config, text, vocabulary);
        int size = vocabulary.size();
        ModelConfig form =
                start == null ? config.model().config(size) : start.form(config, text, size);
        Device device = config.openDevice();
        RunDirectory directory =
                RunDirectory.create(folder, resolved.yaml(), config.seed(), device);
        directory.save(text);
        Files.deleteIfExists(directory.form()); // of a run that took no step
        Files.deleteIfExists(directory.codes());
        GenerationConfig special = start == null ? null : start.special();
        if (special != null) {
            special.save(folder);
            ModelConfigFile.save(form, special, DType.F32, folder);
        }
        if (vqvae != null) {
            // Trained again, it would give the same numbers to other chunks.
            vqvae.directory().copyTo(directory.vqvae());
        }
        Transformer model =
                start == null
                        ? new Transformer(form, Random.of(config.seed()))
                        : start.model(form, config, vqvae);
        var run = new LanguageModelRun(config, directory, text, vqvae, model);
        run.adapt();
        return run;
    }

    private static Tokenizer text(
            TrainConfig config,
            Task task,
            @Nullable VqVaeRun vqvae,
            @Nullable StartingWeights start) {
        if (vqvae != null) {
            return vqvae.tokenizer();
        }
        return start != null && start.special() != null
                ? start.text()
                : Corpus.tokenizer(task, config.tokenizer(), config.vocabulary());
    }

    /** A model that was exported with such tokens has them in its text vocabulary. */
    private static void checkNewTokens(TrainConfig config, Tokenizer text, Tokenizer vocabulary) {
        for (int id = text.size(); id < vocabulary.size(); id++) {
            if (text.id(vocabulary.token(id)) >= 0) {
                throw new ConfigurationException(
                        "run "
                                + config.name()
                                + ": the tokenizer has the token "
                                + vocabulary.token(id)
                                + " already",
                        "start from the run that was exported, or from a model without such tokens");
            }
        }
    }

    /** Adapters, and the rows of all tokens behind the text's, are what is trained with lora. */
    private void adapt() {
        if (config.lora().isOn()) {
            Random random = Random.of(config.seed()).stream(LORA_STREAM);
            lora = Lora.attach(model, config.lora().config(), text.size(), random);
        }
    }

    /**
     * A run that was started; its weights are random until they are loaded or training is resumed.
     */
    public static LanguageModelRun open(Path folder) throws IOException {
        return open(folder, null);
    }

    private static LanguageModelRun open(Path folder, @Nullable String device) throws IOException {
        RunDirectory directory = RunDirectory.open(folder);
        if (!ConfigLoader.hasKey(directory.config(), "model")) {
            throw new ConfigurationException(
                    "run folder " + folder + " holds a VQ-VAE, no language model",
                    "give a folder that braid train made; a VQ-VAE's codes are shown by braid encode");
        }
        var config =
                ConfigLoader.reload(
                        directory.config(), TrainConfig.DEFAULTS, device, TrainConfig.class);
        Tokenizer text = directory.loadTokenizer();
        boolean latent = config.method() == MethodName.LATENT;
        VqVaeRun vqvae = latent ? VqVaeRun.load(directory.vqvae(), device) : null;
        int size = method(config, vqvae).vocabulary(text).size();
        ModelConfig form = config.model().config(size);
        if (Files.exists(directory.form())) {
            ModelConfig published = ModelConfigFile.load(folder);
            int rows = Math.max(published.vocabulary(), size);
            form = StartingWeights.adapted(published, config, rows);
        }
        var model = new Transformer(form, Random.of(config.seed()));
        var run = new LanguageModelRun(config, directory, text, vqvae, model);
        run.adapt();
        return run;
    }

    /** A trained run, with the weights of its best checkpoint, on the device it was trained on. */
    public static LanguageModelRun load(Path folder) throws IOException {
        return load(folder, null);
    }

    /**
     * A trained run, with the weights of its best checkpoint.
     *
     * @param device where it is to compute; null for where it was trained
     */
    public static LanguageModelRun load(Path folder, @Nullable String device) throws IOException {
        LanguageModelRun run = open(folder, device);
        Path best = run.directory.best();
        try {
            Checkpoint.loadModel(best, run.model);
        } catch (ConfigurationException e) {
            throw run.vqvae == null ? e : run.misfit(run.vqvae, e);
        }
        run.epoch = Checkpoint.epoch(best);
        run.model.eval();
        return run;
    }

    /** A checkpoint of other sizes, where the codebook may be the reason. */
    private ConfigurationException misfit(VqVaeRun source, ConfigurationException e) {
        return new ConfigurationException(
                "run "
                        + directory.root()
                        + " with the "
                        + source.model().config().totalCodes()
                        + " codes of "
                        + source.directory().root()
                        + ": "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                "if that VQ-VAE was replaced, bring back the one that the run was trained with, or"
                        + " train the run again");
    }

    /**
     * Trains to the end, or until interrupted; the weights afterwards are those of the last step.
     *
     * @param resume whether to continue from the newest checkpoint
     */
    public Trainer.Result train(boolean resume) throws IOException {
        var options =
                new Batches.Options(
                        config.train().batch(),
                        config.model().context(),
                        text.pad(),
                        config.train().tooLong());
        var batches =
                new EpochBatches(
                        new Batches(sequences(), options, config.seed()),
                        config.train().epochBatches());
        var objective =
                new LanguageModelObjective(
                        model, batch -> method.loss(model, batch, vocabulary), this::validate);
        var trainer = new Trainer<>(objective, batches, config.train().settings(), directory);
        if (resume) {
            trainer.resume();
        }
        return trainer.train(config.name());
    }

    private SequenceSource sequences() {
        List<TokenizedExample> examples = TokenizedExample.all(task, Split.TRAIN, text);
        long seed = Random.of(config.seed()).stream(MIXING_STREAM).nextLong();
        return method.sequences(
                examples, new Method.Data(vocabulary, config.loss(), seed, () -> codes(examples)));
    }

    /** Those of the run's file, or made and written to it. */
    private EncodedTraces codes(List<TokenizedExample> examples) {
        Path file = directory.codes();
        if (Files.exists(file)) {
            return EncodedTraces.load(file, examples);
        }
        EncodedTraces codes = EncodedTraces.encode(latentSource().codec(), examples);
        codes.save(file);
        return codes;
    }

    private Map<String, Double> validate(int trained) {
        epoch = trained;
        int n = Math.min(config.train().evaluateExamples(), task.size(Split.VALID));
        Evaluation e = evaluate(task.examples(Split.VALID).subList(0, n), TokenConstraint.none());
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("score", e.accuracy());
        figures.put("accuracy", e.accuracy());
        figures.put("tokens", e.meanTokens());
        figures.put("latent_share", e.latentShare());
        return figures;
    }

    /** Lets the model answer questions of its task, greedily. */
    public Evaluation evaluate(List<Example> examples, TokenConstraint constraint) {
        return evaluate(task, examples, constraint, Decoding.greedy());
    }

    /** Lets the model answer questions of any task. */
    public Evaluation evaluate(
            Task asked, List<Example> examples, TokenConstraint constraint, Decoding decoding) {
        UnaryOperator<int[]> prompt = question -> method.prompt(question, vocabulary);
        return evaluate(asked, examples, prompt, constraint, decoding);
    }

    /** As {@link #evaluate}, where the model is told one of its {@link #caps}. */
    public Evaluation evaluateTold(int cap, Task asked, List<Example> examples, Decoding decoding) {
        UnaryOperator<int[]> prompt = question -> promptTold(cap, question);
        return evaluate(asked, examples, prompt, TokenConstraint.none(), decoding);
    }

    private Evaluation evaluate(
            Task asked,
            List<Example> examples,
            UnaryOperator<int[]> prompt,
            TokenConstraint constraint,
            Decoding decoding) {
        var evaluator =
                new Evaluator(
                        asked,
                        vocabulary,
                        prompt,
                        id -> vocabulary instanceof LatentVocabulary v && v.isLatent(id),
                        thoughts());
        return evaluator.run(model, examples, constraint, config.model().context(), decoding);
    }

    /** What the model is given for the ids of a question, where it is told one of its caps. */
    public int[] promptTold(int cap, int[] question) {
        if (method instanceof LatentMixing mixing && caps().contains(cap)) {
            return mixing.prompt(question, vocabulary, cap);
        }
        throw new ConfigurationException(
                "run " + directory.root() + " has no control token for a cap of " + cap,
                caps().isEmpty()
                        ? "give a run that was trained with latent.control: true"
                        : "choose one that it was trained with: " + caps());
    }

    /** Caps that the model can be told, ascending; none without {@code latent.control}. */
    public List<Integer> caps() {
        return vocabulary instanceof LatentVocabulary v ? v.caps() : List.of();
    }

    /** Continuous thoughts before an answer, as many as in the epoch that was trained last. */
    public Thoughts thoughts() {
        return method.thoughts(epoch, vocabulary);
    }

    /**
     * What the model wrote, for people: latent tokens as {@code <latent:17>}, continuous thoughts
     * before the text as {@code <thought>}.
     *
     * @param ids as {@link Evaluation.Outcome} has them
     */
    public String render(int[] ids) {
        return renderThoughts() + stream().of(ids);
    }

    /** What {@link #render} shows in front: {@code <thought>}, as often as the model thinks. */
    public String renderThoughts() {
        return vocabulary instanceof LatentVocabulary
                ? ""
                : Coconut.THOUGHT.repeat(thoughts().count());
    }

    /** What {@link #render} shows of ids that are still to come, without the thoughts in front. */
    public TextStream stream() {
        return vocabulary instanceof LatentVocabulary v
                ? v.stream()
                : new TextStream(vocabulary, id -> null);
    }

    /** Resolved configuration. */
    public TrainConfig config() {
        return config;
    }

    /** How it is trained. */
    public Method method() {
        return method;
    }

    /** Folder. */
    public RunDirectory directory() {
        return directory;
    }

    /** Whether the model has the form and the tokenizer of a published one, from which it began. */
    public boolean isPublished() {
        return Files.exists(directory.form());
    }

    /** Special tokens. */
    public GenerationConfig generation() throws IOException {
        return isPublished()
                ? GenerationConfig.load(directory.root(), text.size())
                : new GenerationConfig(-1, List.of(text.eos()), text.pad());
    }

    /** The adapters of a run with {@code lora}, else null. */
    public @Nullable Lora lora() {
        return lora;
    }

    /** The model. */
    public Transformer model() {
        return model;
    }

    /** Text vocabulary, without latent tokens. */
    public Tokenizer textVocabulary() {
        return text;
    }

    /** Text vocabulary, with the tokens that the method adds. */
    public Tokenizer vocabulary() {
        return vocabulary;
    }

    /** The vocabulary of a latent run. */
    public LatentVocabulary latentVocabulary() {
        if (vocabulary instanceof LatentVocabulary v) {
            return v;
        }
        throw new ConfigurationException(
                "run "
                        + directory.root()
                        + " has no latent tokens: its method is "
                        + config.method().label(),
                "give a run that was trained with method: latent");
    }

    /** The VQ-VAE of a latent run. */
    public VqVaeRun latentSource() {
        if (vqvae == null) {
            throw new ConfigurationException(
                    "run " + directory.root() + " has no VQ-VAE",
                    "give a run that was trained with method: latent");
        }
        return vqvae;
    }

    /** The task. */
    public Task task() {
        return task;
    }
}
