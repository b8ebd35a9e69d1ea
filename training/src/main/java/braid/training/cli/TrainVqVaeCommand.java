package braid.training.cli;

import braid.training.VqVaeRun;
import braid.training.config.ConfigLoader;
import braid.training.config.VqVaeRunConfig;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code braid train-vqvae}. */
@Command(
        name = "train-vqvae",
        description =
                "Trains a VQ-VAE that turns chunks of reasoning traces into latent tokens (stage 1).")
final class TrainVqVaeCommand implements Callable<Integer> {

    @Mixin private RunOptions options;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        if (options.showDefaults) {
            out.print(ConfigLoader.text(VqVaeRunConfig.DEFAULTS));
            out.flush();
            return ExitCode.DONE;
        }
        var resolved =
                ConfigLoader.load(
                        VqVaeRunConfig.DEFAULTS,
                        options.config,
                        options.settings,
                        VqVaeRunConfig.class);
        Path folder = options.runs.resolve(resolved.config().name());
        if (options.resume) {
            VqVaeRun run = VqVaeRun.open(folder);
            ConfigLoader.requireSame(run.directory().config(), options.config, options.settings);
            return Report.training(out, run.train(true), folder);
        }
        VqVaeRun run = VqVaeRun.create(resolved, folder);
        return Report.training(out, run.train(false), folder);
    }
}
