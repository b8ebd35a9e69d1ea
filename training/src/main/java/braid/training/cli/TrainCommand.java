package braid.training.cli;

import braid.training.LanguageModelRun;
import braid.training.config.ConfigLoader;
import braid.training.config.TrainConfig;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code braid train}. */
@Command(
        name = "train",
        description =
                "Trains a language model on answers alone, on text traces, or on traces mixed with latent"
                        + " tokens (stage 2).")
final class TrainCommand implements Callable<Integer> {

    @Mixin private RunOptions options;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        if (options.showDefaults) {
            out.print(ConfigLoader.text(TrainConfig.DEFAULTS));
            out.flush();
            return ExitCode.DONE;
        }
        var resolved =
                ConfigLoader.load(
                        TrainConfig.DEFAULTS, options.config, options.settings, TrainConfig.class);
        Path folder = options.runs.resolve(resolved.config().name());
        if (options.resume) {
            LanguageModelRun run = LanguageModelRun.open(folder);
            ConfigLoader.requireSame(run.directory().config(), options.config, options.settings);
            return Report.training(out, run.train(true), folder);
        }
        LanguageModelRun run = LanguageModelRun.create(resolved, folder);
        return Report.training(out, run.train(false), folder);
    }
}
