package braid.training.cli;

import braid.training.experiment.grid.GridDriver;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code braid experiment}. */
@Command(
        name = "experiment",
        description =
                "Runs a grid of methods and seeds, one run at a time. What has its record is not repeated:"
                        + " stopped, the same command goes on.")
final class ExperimentCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "EXPERIMENT.yaml", description = "The grid.")
    private Path file;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description =
                    "Takes the place of the file's task, for data that lie elsewhere, as in"
                            + " prosqa:DIR.")
    private @Nullable String task;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Folder of all runs; the experiment's get DIR/NAME.")
    private Path runs;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            defaultValue = "docs/results",
            description =
                    "Folder of all results; the experiment's get DIR/NAME: a small JSON record for each"
                            + " finished run, and the report that is drawn from them.")
    private Path results;

    @Option(
            names = "--dry-run",
            description =
                    "Checks the grid, prints parameters, memory, steps and an estimate of the time for"
                            + " each run, and ends.")
    private boolean dryRun;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        GridDriver experiment = GridDriver.load(file, task);
        if (dryRun) {
            experiment.plan(out);
            return ExitCode.DONE;
        }
        return experiment.run(runs, results, out) ? ExitCode.DONE : ExitCode.INTERRUPTED;
    }
}
