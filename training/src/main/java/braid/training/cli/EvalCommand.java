package braid.training.cli;

import braid.training.LanguageModelRun;
import braid.training.data.Example;
import braid.training.data.Split;
import braid.training.eval.Evaluation;
import braid.training.latent.LatentConstraints;
import braid.transformer.generate.TokenConstraint;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code braid eval}. */
@Command(
        name = "eval",
        description =
                "Lets a trained model answer the questions of a split, greedily: accuracy with its interval,"
                        + " generated tokens, use of latent tokens.")
final class EvalCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "RUN", description = "Run folder of a language model.")
    private Path run;

    @Option(names = "--split", defaultValue = "TEST", description = "${COMPLETION-CANDIDATES}")
    private Split split;

    @Option(names = "--examples", defaultValue = "500", description = "Most questions.")
    private int examples;

    @Option(
            names = "--latents",
            paramLabel = "K",
            split = ",",
            description =
                    "Forces blocks of exactly so many latent tokens, for example 0,2,4: one line each."
                            + " 0 forbids them.")
    private List<Integer> forced = List.of();

    @Option(names = "--json", description = "Prints one JSON object a line in place of the table.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LanguageModelRun model = LanguageModelRun.load(run);
        int n = Math.min(examples, model.task().size(split));
        List<Example> questions = model.task().examples(split).subList(0, n);
        PrintWriter out = spec.commandLine().getOut();
        if (!json) {
            out.printf(
                    "%-10s %9s %17s %8s %8s %12s%n",
                    "latents", "accuracy", "95 % interval", "tokens", "latents", "latent share");
        }
        print(out, "free", model.evaluate(questions, TokenConstraint.none()));
        for (int k : forced) {
            var constraint = LatentConstraints.exactly(model.latentVocabulary(), k);
            print(out, Integer.toString(k), model.evaluate(questions, constraint));
        }
        return ExitCode.DONE;
    }

    private void print(PrintWriter out, String name, Evaluation e) {
        if (json) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("forced_latents", name);
            facts.putAll(e.facts());
            Report.json(out, facts);
        } else {
            out.printf(
                    Locale.ROOT,
                    "%-10s %9.3f   [%.3f, %.3f] %8.1f %8.1f %12.2f%n",
                    name,
                    e.accuracy(),
                    e.interval()[0],
                    e.interval()[1],
                    e.meanTokens(),
                    e.meanLatents(),
                    e.latentShare());
        }
        out.flush();
    }
}
