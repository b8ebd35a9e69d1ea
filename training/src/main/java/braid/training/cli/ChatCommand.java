package braid.training.cli;

import braid.training.Published;
import braid.transformer.generate.Sampling;
import braid.transformer.io.PretrainedModel;

import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code braid chat}. */
@Command(
        name = "chat",
        description =
                "Talks with a model, turn by turn. A run answers each question by itself, latent tokens"
                        + " shown as <latent:17>; a published model is given the conversation so far, by"
                        + " its chat template where that is one of Llama 3 or ChatML.")
final class ChatCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description =
                    "Run folder of a language model, or a published model: its folder with"
                            + " config.json, or a .gguf file.")
    private Path run;

    @Mixin private SamplingOptions sampling;

    @Mixin private WeightOptions weights;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "256",
            description = "Most tokens of an answer.")
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
        Require.atLeast(spec, "--max-tokens", maxTokens, 1);
        Speaker speaker = speaker(sampling.sampling());
        try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
            new ChatLoop(terminal, speaker).run();
        }
        return ExitCode.DONE;
    }

    private Speaker speaker(Sampling how) throws IOException {
        if (!Published.isOne(run)) {
            return new RunSpeaker(weights.loadRun(run, device), how, maxTokens);
        }
        PretrainedModel model = weights.load(run, device);
        return new PublishedSpeaker(model, ChatTemplate.of(run, model), how, maxTokens);
    }
}
