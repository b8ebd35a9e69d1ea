package braid.training.cli;

import braid.training.LanguageModelRun;
import braid.training.Trainer;
import braid.training.VqVaeRun;
import braid.training.config.ConfigLoader;
import braid.training.config.MethodName;
import braid.training.config.TrainConfig;
import braid.training.config.VqVaeRunConfig;
import braid.training.data.DataFiles;
import braid.training.data.Example;
import braid.training.data.RunningSums;
import braid.training.data.Split;
import braid.training.eval.Evaluation;
import braid.training.latent.LatentVocabulary;
import braid.training.latent.VqVaeCodec;
import braid.transformer.generate.TokenConstraint;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code braid demo}: the main job, end to end, on running sums. */
@Command(
        name = "demo",
        description =
                "Trains a VQ-VAE and three small language models on running sums, and compares them: answers"
                        + " alone, text traces, traces with latent tokens. Some minutes on two cores.")
final class DemoCommand implements Callable<Integer> {

    private static final int QUESTIONS = 500;

    /** Examples of each split. */
    private static final int LEAST = 8;

    private static final int SAMPLES = 3;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Folder of all runs.")
    private Path runs;

    @Option(names = "--seed", defaultValue = "1", description = "Of everything random.")
    private long seed;

    @Option(
            names = "--scale",
            defaultValue = "1",
            description =
                    "Factor on the number of training steps, and below 1 on that of examples.")
    private double scale;

    @Option(names = "--device", defaultValue = "cpu", description = "Where to compute.")
    private String device;

    @Spec private CommandSpec spec;

    /** One line of the table. */
    private record Row(String name, Evaluation evaluation, double seconds) {}

    @Override
    public Integer call() throws Exception {
        if (!(scale > 0)) {
            throw new ParameterException(
                    spec.commandLine(), "--scale is " + scale + ", wanted: a number above 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        String stamp =
                LocalDateTime.now(ZoneId.systemDefault())
                        .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        Path folder = runs.resolve("demo-" + stamp);
        out.println(
                "Running sums: 16 digits; the trace repeats each digit and gives the sum so far modulo 10.");
        out.flush();
        VqVaeRun vqvae =
                VqVaeRun.create(
                        ConfigLoader.load(
                                VqVaeRunConfig.DEFAULTS,
                                null,
                                settings("vqvae", "train.steps=" + steps(DemoSettings.VQVAE_STEPS)),
                                VqVaeRunConfig.class),
                        folder.resolve("vqvae"));
        Trainer.Result codes = vqvae.train(false);
        if (!codes.finished()) {
            return ExitCode.INTERRUPTED;
        }
        List<Row> rows = new ArrayList<>();
        for (var method : DemoSettings.STEPS.keySet()) {
            LanguageModelRun run =
                    LanguageModelRun.create(config(method, vqvae), folder.resolve(method.label()));
            Trainer.Result result = run.train(false);
            if (!result.finished()) {
                return ExitCode.INTERRUPTED;
            }
            run = LanguageModelRun.load(run.directory().root());
            List<Example> questions = run.task().examples(Split.TEST);
            questions = questions.subList(0, Math.min(QUESTIONS, questions.size()));
            rows.add(
                    new Row(
                            method.label(),
                            run.evaluate(questions, TokenConstraint.none()),
                            result.seconds()
                                    + (method == MethodName.LATENT ? codes.seconds() : 0)));
        }
        table(out, rows);
        save(folder.resolve("summary.jsonl"), rows);
        samples(out, LanguageModelRun.load(folder.resolve(MethodName.LATENT.label())));
        out.println("Runs: " + folder);
        out.flush();
        return ExitCode.DONE;
    }

    private int steps(int usual) {
        return Math.max(1, (int) Math.round(scale * usual));
    }

    /** Below a scale of 1 with fewer examples: steps go through them as often as otherwise. */
    private String task() {
        var whole = new RunningSums(seed);
        if (scale >= 1) {
            return whole.name();
        }
        return whole.name()
                + Arrays.stream(Split.values())
                        .map(s -> "," + s.label() + "=" + Math.max(LEAST, steps(whole.size(s))))
                        .collect(Collectors.joining());
    }

    private List<String> settings(String name, String... more) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "name=" + name,
                                "seed=" + seed,
                                "device=" + device,
                                "task=" + task()));
        all.addAll(List.of(more));
        return all;
    }

    private ConfigLoader.Resolved<TrainConfig> config(MethodName method, VqVaeRun vqvae)
            throws java.io.IOException {
        List<String> settings =
                settings(
                        method.label(),
                        "method=" + method.label(),
                        "train.steps="
                                + steps(Objects.requireNonNull(DemoSettings.STEPS.get(method))));
        if (method == MethodName.LATENT) {
            settings.add("vqvae=" + vqvae.directory().root());
        }
        return ConfigLoader.load(TrainConfig.DEFAULTS, null, settings, TrainConfig.class);
    }

    private static void table(PrintWriter out, List<Row> rows) {
        double text =
                rows.stream()
                        .filter(row -> row.name().equals(MethodName.COT.label()))
                        .findFirst()
                        .orElseThrow()
                        .evaluation()
                        .meanTokens();
        out.printf(
                "%n%-10s %9s %17s %8s %13s %8s%n",
                "method", "accuracy", "95 % interval", "tokens", "tokens saved", "seconds");
        for (Row row : rows) {
            Evaluation e = row.evaluation();
            out.printf(
                    Locale.ROOT,
                    "%-10s %9.3f   [%.3f, %.3f] %8.1f %11.0f %% %8.0f%n",
                    row.name(),
                    e.accuracy(),
                    e.interval()[0],
                    e.interval()[1],
                    e.meanTokens(),
                    100 * (1 - e.meanTokens() / text),
                    row.seconds());
        }
        out.println("seconds: of training; those of latent include the VQ-VAE");
    }

    /** The table for programs: a JSON object a line. */
    private static void save(Path file, List<Row> rows) {
        DataFiles.write(
                file,
                writer -> {
                    for (Row row : rows) {
                        Map<String, Object> facts = new LinkedHashMap<>();
                        facts.put("method", row.name());
                        facts.putAll(row.evaluation().facts());
                        facts.put("seconds", row.seconds());
                        writer.write(JsonMapper.shared().writeValueAsString(facts) + "\n");
                    }
                });
    }

    private static void samples(PrintWriter out, LanguageModelRun run) {
        LatentVocabulary vocabulary = run.latentVocabulary();
        VqVaeCodec codec = run.latentSource().codec();
        List<Example> questions = run.task().examples(Split.TEST).subList(0, SAMPLES);
        Evaluation e = run.evaluate(questions, TokenConstraint.none());
        for (int i = 0; i < SAMPLES; i++) {
            int[] ids = e.outcomes().get(i).ids();
            int[] prompt = vocabulary.prompt(run.task().prompt(questions.get(i)));
            out.printf(
                    "%n%s   (expected %s)%n",
                    questions.get(i).question(), questions.get(i).answer());
            var line = new StringBuilder();
            for (int id : ids) {
                if (vocabulary.isLatent(id)) {
                    int code = vocabulary.code(id);
                    String chunk =
                            vocabulary.decode(codec.decode(prompt, new int[] {code})).strip();
                    line.append(" <").append(code).append(": ").append(chunk).append('>');
                }
            }
            out.println("latents" + line);
            out.println("text    " + vocabulary.decode(ids).strip().replace("\n", " | "));
        }
    }
}
