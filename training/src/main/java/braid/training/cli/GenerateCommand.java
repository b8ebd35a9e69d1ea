package braid.training.cli;

import braid.tensor.Device;
import braid.training.ConfigurationException;
import braid.training.LanguageModelRun;
import braid.training.latent.LatentConstraints;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.generate.Thoughts;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.PretrainedModel;
import braid.transformer.io.WeightType;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                    "Run folder of a language model, or folder of a published model with its"
                            + " config.json.")
    private Path run;

    @Parameters(
            index = "1",
            paramLabel = "QUESTION",
            description =
                    "Text of the question, as `braid data` shows it; for a published model the text to"
                            + " continue.")
    private String question;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description =
                    "Draws tokens from the distribution at this temperature; 0 takes the likeliest.")
    private double temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "Draws from the K likeliest tokens; 0 for all.")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description =
                    "Draws from the fewest tokens whose probabilities reach this sum; 1 for all.")
    private double topP;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the draws.")
    private long seed;

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
        if (Files.exists(run.resolve("config.json")) && !Files.exists(run.resolve("config.yaml"))) {
            print(ofPublishedModel());
            return ExitCode.DONE;
        }
        LanguageModelRun model = LanguageModelRun.load(run, device);
        TokenConstraint constraint =
                latents == null
                        ? TokenConstraint.none()
                        : LatentConstraints.exactly(
                                model.latentVocabulary(), latents.none ? 0 : latents.count);
        int[] asked = model.vocabulary().encode(question.strip() + "\n");
        int[] prompt =
                cap == null
                        ? model.method().prompt(asked, model.vocabulary())
                        : model.promptTold(cap, asked);
        Thoughts thoughts = model.thoughts();
        checkLength(
                prompt.length + thoughts.positions(), thoughts, model.config().model().context());
        int[] ids =
                new Generator(model.model(), sampling(), constraint, thoughts)
                        .generate(List.of(prompt), maxTokens, Tokenizer.EOS)
                        .getFirst();
        print(model.render(ids));
        return ExitCode.DONE;
    }

    private String ofPublishedModel() throws IOException {
        if (latents != null || cap != null) {
            throw new ConfigurationException(
                    run + " is a published model: --latents, --no-latents and --cap ask for a run",
                    "leave them out, or give a folder that braid train made");
        }
        PretrainedModel model =
                ModelFolder.load(
                        run, WeightType.F32, Device.parse(device == null ? "cpu" : device));
        int[] prompt = model.prompt(question);
        checkLength(prompt.length, Thoughts.none(), model.model().config().context());
        int[] ids =
                new Generator(model.model(), sampling())
                        .generate(List.of(prompt), maxTokens, model.generation().stops())
                        .getFirst();
        return model.render(ids);
    }

    private Sampling sampling() {
        return new Sampling(temperature, topK, topP, seed);
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

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    private void checkOptions() {
        if (question.isBlank()) {
            throw new ParameterException(spec.commandLine(), "QUESTION is empty");
        }
        if (latents != null) {
            Require.atLeast(spec, "--latents", latents.count, 0);
        }
        Require.atLeast(spec, "--max-tokens", maxTokens, 1);
        Require.atLeast(spec, "--temperature", temperature, 0);
        Require.atLeast(spec, "--top-k", topK, 0);
        if (!(topP > 0 && topP <= 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--top-p is " + topP + ", wanted: above 0, up to 1");
        }
    }
}
