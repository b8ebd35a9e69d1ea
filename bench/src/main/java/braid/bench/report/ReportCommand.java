package braid.bench.report;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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

    @Override
    public Integer call() throws IOException {
        PerformancePage.write(results, docs);
        return 0;
    }
}
