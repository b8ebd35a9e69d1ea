package braid.bench.report;

import braid.training.data.DataException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code braid bench report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description =
                "Writes the page of speeds and its pictures from the measurements that were kept.")
public final class ReportCommand implements Callable<Integer> {

    @Option(
            names = "--results",
            paramLabel = "DIR",
            defaultValue = "bench/results",
            description = "Folder of the measurements; default ${DEFAULT-VALUE}.")
    private Path results;

    @Option(
            names = "--docs",
            paramLabel = "DIR",
            defaultValue = "docs",
            description = "Folder of the page; default ${DEFAULT-VALUE}.")
    private Path docs;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try {
            PerformancePage.write(results, docs);
            return CommandLine.ExitCode.OK;
        } catch (DataException e) {
            spec.commandLine().getErr().println("braid: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
