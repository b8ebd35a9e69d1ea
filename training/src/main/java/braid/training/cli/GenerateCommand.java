package braid.training.cli;

import braid.training.ConfigurationException;
import braid.training.LanguageModelRun;
import braid.training.Published;
import braid.training.latent.LatentConstraints;
import braid.transformer.generate.Generator;
import braid.transformer.generate.StopStrings;
import braid.transformer.generate.Thoughts;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.generate.TokenListener;
import braid.transformer.io.PretrainedModel;
import braid.transformer.tokenizer.TextStream;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code braid generate}. */
@Command(
        name = "generate",
        description =
                "Lets a trained model answer a question, or a published one continue a text. Latent"
                        + " tokens are shown as <latent:17>, continuous thoughts as <thought>.")
final class GenerateCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description =
                    "Run folder of a language model, or a published model: its folder with"
                            + " config.json, or a .gguf file.")
    private Path run;

    @Parameters(
            index = "1",
            paramLabel = "QUESTION",
            description =
                    "Text of the question, as `braid data` shows it; for a published model the text to"
                            + " continue.")
    private String question;

    @Mixin private SamplingOptions sampling;

    @Mixin private TokenOptions tokens;

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Ends the answer in front of this text, which is not shown; may be repeated.")
    private List<String> stops = List.of();

    @Option(
            names = "--log-probabilities",
            description =
                    "Shows each token on a line behind the answer, with the natural logarithm of its"
                            + " probability at temperature 1.")
    private boolean logProbabilities;

    @ArgGroup private @Nullable Latents latents;

    /** What may be generated of latent tokens; as the model likes if neither is given. */
    private static final class Latents {

        @Option(names = "--no-latents", description = "Forbids latent tokens.")
        private boolean none;

        @Option(
                names = "--latents",
                paramLabel = "K",
                description = "Exactly K latent tokens before the text; 0 for none.")
        private int count;
    }

    @Option(
            names = "--cap",
            paramLabel = "M",
            description =
                    "Tells the model that at most M text tokens of the trace are latent, for a run with"
                            + " latent.control; default: the largest cap that it was trained with.")
    private @Nullable Integer cap;

    @Mixin private WeightOptions weights;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "256",
            description = "Most new tokens; the model's context bounds question and answer.")
    private int maxTokens;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description =
                    "Where to compute, as cpu, opencl:0 or cuda:0; default: where the run was trained.")
    private @Nullable String device;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        checkOptions();
        if (Published.isOne(run)) {
            continueText();
        } else {
            answer();
        }
        return ExitCode.DONE;
    }

    private void answer() throws IOException {
        LanguageModelRun model = weights.loadRun(run, device);
        TokenConstraint constraint =
                latents == null
                        ? TokenConstraint.none()
                        : LatentConstraints.exactly(
                                model.latentVocabulary(), latents.none ? 0 : latents.count);
        int[] asked = model.vocabulary().prompt(question.strip() + "\n");
        int[] prompt =
                cap == null
                        ? model.method().prompt(asked, model.vocabulary())
                        : model.promptTold(cap, asked);
        Thoughts thoughts = model.thoughts();
        checkLength(
                prompt.length + thoughts.positions(), thoughts, model.config().model().context());
        var generator =
                new Generator(
                        model.model(),
                        sampling.sampling(),
                        constraint.and(
                                tokens.constraint(model.vocabulary(), model.vocabulary().eos())),
                        thoughts);
        spec.commandLine().getOut().print(model.renderThoughts());
        print(generator, prompt, model.vocabulary(), model.stream(), model.vocabulary().eos());
    }

    private void continueText() throws IOException {
        if (latents != null || cap != null) {
            throw new ConfigurationException(
                    run + " is a published model: --latents, --no-latents and --cap ask for a run",
                    "leave them out, or give a folder that braid train made");
        }
        PretrainedModel model = weights.load(run, device);
        int[] prompt = model.prompt(question);
        checkLength(prompt.length, Thoughts.none(), model.model().config().context());
        int[] ends = model.generation().stops();
        var generator =
                new Generator(
                        model.model(),
                        sampling.sampling(),
                        tokens.constraint(model.tokenizer(), ends));
        print(generator, prompt, model.tokenizer(), model.stream(), ends);
    }

    /** Shows text as it comes, but for what may be the beginning of a stop. */
    private void print(
            Generator generator, int[] prompt, Tokenizer names, TextStream stream, int... ends) {
        PrintWriter out = spec.commandLine().getOut();
        var text = new StopStrings(stops);
        List<String> lines = new ArrayList<>();
        TokenListener listener =
                (sequence, id, logProbability) -> {
                    out.print(text.add(stream.add(id)));
                    out.flush();
                    String name = id < names.size() ? names.token(id) : "<" + id + ">";
                    lines.add(String.format(Locale.ROOT, "%10.4f  %s", logProbability, name));
                    return !text.isFound();
                };
        generator.generate(List.of(prompt), new long[1], maxTokens, listener, ends);
        out.println(text.add(stream.end()) + text.end());
        if (logProbabilities) {
            lines.forEach(out::println);
        }
        out.flush();
    }

    private static void checkLength(int tokens, Thoughts thoughts, int context) {
        if (tokens > context) {
            throw new ConfigurationException(
                    "the question has "
                            + tokens
                            + (thoughts.count() > 0 ? " tokens with its thoughts" : " tokens")
                            + ", the model's context "
                            + context,
                    "shorten it, or train a model with a larger model.context");
        }
    }

    private void checkOptions() {
        if (question.isBlank()) {
            throw new ParameterException(spec.commandLine(), "QUESTION is empty");
        }
        if (latents != null) {
            Require.atLeast(spec, "--latents", latents.count, 0);
        }
        Require.atLeast(spec, "--max-tokens", maxTokens, 1);
        if (stops.contains("")) {
            throw new ParameterException(spec.commandLine(), "--stop is empty");
        }
        sampling.sampling();
    }
}
