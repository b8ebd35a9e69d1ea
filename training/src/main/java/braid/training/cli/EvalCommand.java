package braid.training.cli;

import braid.training.ConfigurationException;
import braid.training.LanguageModelRun;
import braid.training.Published;
import braid.training.data.Example;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;
import braid.training.eval.Decoding;
import braid.training.eval.Evaluation;
import braid.training.latent.LatentConstraints;
import braid.training.latent.LatentVocabulary;
import braid.transformer.generate.TokenConstraint;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code braid eval}. */
@Command(
        name = "eval",
        description =
                "Lets a trained model answer the questions of a split, greedily unless --samples is given:"
                        + " accuracy with its interval, share of optimal answers, generated tokens, use of"
                        + " latent tokens. With --task text, how likely it finds a FILE: nats per token, perplexity,"
                        + " bits per byte.")
final class EvalCommand implements Callable<Integer> {

    private static final String FORCED = "forced_latents";

    private static final String TEXT = "text";

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description =
                    "Run folder of a language model; with --task text also a published model: its folder"
                            + " or a .gguf file.")
    private Path run;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "Text in UTF-8, with --task text.")
    private @Nullable Path file;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description =
                    "Asks the questions of another task than the run's, for example"
                            + " math-set:FILE; listed by braid data --help. text measures FILE.")
    private @Nullable String task;

    @Option(
            names = "--stride",
            paramLabel = "N",
            description =
                    "Tokens between the windows in which a text is read, with --task text; default: half"
                            + " of the model's context.")
    private @Nullable Integer stride;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            defaultValue = "test",
            description = "train, valid or test.")
    private Split split;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "500",
            description = "Asks the first N questions of the split.")
    private int examples;

    @Option(
            names = "--latents",
            paramLabel = "K",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Evaluates again with exactly K latent tokens before the text, for example 0,2,4: one"
                            + " line each. 0 forbids latent tokens.")
    private List<Integer> forced = List.of();

    @Option(
            names = "--caps",
            paramLabel = "M",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Evaluates again with the control token of each cap, for a run with latent.control:"
                            + " one line each. Without this the token of the largest is given.")
    private List<Integer> caps = List.of();

    @ArgGroup(exclusive = false)
    private @Nullable Samples samples;

    /** Several answers to each question; one, the likeliest, if this is not given. */
    private static final class Samples {

        @Option(
                names = "--samples",
                paramLabel = "N",
                required = true,
                description =
                        "Draws N answers to each question, at temperature 1. Accuracy is then the share of"
                                + " questions with at least one right answer, optimality likewise.")
        private int count;

        @Option(
                names = "--top-k",
                paramLabel = "K",
                defaultValue = "0",
                description = "Draws from the K likeliest tokens; 0 for all.")
        private int topK;

        @Option(
                names = "--seed",
                paramLabel = "N",
                defaultValue = "1",
                description = "Seed of the draws.")
        private long seed;

        private Decoding decoding() {
            return Decoding.sampled(count, topK, seed);
        }
    }

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description =
                    "Where to compute, as cpu, opencl:0 or cuda:0; default: where the run was trained.")
    private @Nullable String device;

    @Option(names = "--json", description = "Prints one JSON object a line in place of the table.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (TEXT.equals(task)) {
            measureText();
        } else {
            ask();
        }
        return ExitCode.DONE;
    }

    private void measureText() throws IOException {
        if (file == null) {
            throw new ParameterException(spec.commandLine(), "--task text asks for a FILE");
        }
        if (!forced.isEmpty() || !caps.isEmpty() || samples != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--latents, --caps and --samples ask questions, --task text has none");
        }
        Map<String, Object> facts = TextEvaluation.of(run, file, stride, device).facts();
        if (json) {
            Report.json(spec.commandLine().getOut(), facts);
        } else {
            Report.text(spec.commandLine().getOut(), facts);
        }
    }

    private void ask() throws IOException {
        if (file != null || stride != null) {
            throw new ParameterException(
                    spec.commandLine(), "FILE and --stride are for --task text");
        }
        if (Published.isOne(run)) {
            throw new ConfigurationException(
                    run + " is a published model, which answers no questions of a task",
                    "measure a text: --task text FILE; or give a folder that braid train made");
        }
        Require.atLeast(spec, "--examples", examples, 1);
        forced.forEach(k -> Require.atLeast(spec, "--latents", k, 0));
        if (samples != null) {
            Require.atLeast(spec, "--samples", samples.count, 1);
            Require.atLeast(spec, "--top-k", samples.topK, 0);
        }
        Decoding decoding = samples == null ? Decoding.greedy() : samples.decoding();
        LanguageModelRun model = LanguageModelRun.load(run, device);
        Task asked = task == null ? model.task() : Tasks.parse(task, model.config().seed());
        check(model, asked);
        int n = Math.min(examples, asked.size(split));
        List<Example> questions = asked.examples(split).subList(0, n);
        PrintWriter out = spec.commandLine().getOut();
        if (!json) {
            out.printf(
                    "%-10s %9s %17s %8s %8s %8s %12s%n",
                    "latents",
                    "accuracy",
                    "95 % interval",
                    "optimal",
                    "tokens",
                    "latents",
                    "latent share");
        }
        print(
                out,
                FORCED,
                "free",
                model.evaluate(asked, questions, TokenConstraint.none(), decoding));
        for (int k : forced) {
            var constraint = LatentConstraints.exactly(model.latentVocabulary(), k);
            Evaluation e = model.evaluate(asked, questions, constraint, decoding);
            print(out, FORCED, Integer.toString(k), e);
        }
        for (int cap : caps) {
            print(
                    out,
                    "cap",
                    Integer.toString(cap),
                    model.evaluateTold(cap, asked, questions, decoding));
        }
    }

    /** Before anything is evaluated, since that takes its time. */
    private void check(LanguageModelRun model, Task asked) {
        if (asked.size(split) == 0) {
            throw new ConfigurationException(
                    "task "
                            + (task == null ? model.config().task() : task)
                            + " has no "
                            + split.label()
                            + " split",
                    "choose another --split");
        }
        caps.forEach(cap -> model.promptTold(cap, new int[0]));
        if (forced.isEmpty()) {
            return;
        }
        model.latentVocabulary();
        int context = model.config().model().context();
        int most = Collections.max(forced);
        if (most + LatentVocabulary.DELIMITERS >= context) {
            throw new ConfigurationException(
                    "--latents " + most + " do not fit into the model's context, " + context,
                    "force fewer: question and answer need room too");
        }
    }

    private void print(PrintWriter out, String key, String name, Evaluation e) {
        if (json) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put(key, name);
            facts.putAll(e.facts());
            Report.json(out, facts);
        } else {
            out.printf(
                    Locale.ROOT,
                    "%-10s %9.3f   [%.3f, %.3f] %8.3f %8.1f %8.1f %12.2f%n",
                    key.equals(FORCED) ? name : key + "=" + name,
                    e.accuracy(),
                    e.interval()[0],
                    e.interval()[1],
                    e.optimality(),
                    e.meanTokens(),
                    e.meanLatents(),
                    e.latentShare());
        }
        out.flush();
    }
}
