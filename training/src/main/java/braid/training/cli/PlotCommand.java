package braid.training.cli;

import braid.training.RunDirectory;
import braid.training.data.DataFiles;
import braid.training.report.Curve;
import braid.training.report.LineChart;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code braid plot}. */
@Command(
        name = "plot",
        description = "Draws a figure of one or more runs over their steps, as SVG.")
final class PlotCommand implements Callable<Integer> {

    private static final int POINTS = 200;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run folders.")
    private List<Path> runs;

    @Option(
            names = "--y",
            paramLabel = "KEY",
            defaultValue = "loss",
            description = "A key of metrics.jsonl, for example loss or eval_accuracy.")
    private String key;

    @Option(names = "--log", description = "Logarithmic axis.")
    private boolean log;

    @Option(names = "--title", description = "Above the chart; the key, if not given.")
    private String title;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.svg",
            description = "File to be written.")
    private Path file;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var chart = new LineChart(title == null ? key : title, "step", key);
        if (log) {
            chart.logY();
        }
        for (Path run : runs) {
            Curve curve = Curve.read(RunDirectory.open(run), key).thinned(POINTS);
            chart.add(
                    run.toAbsolutePath().normalize().getFileName().toString(),
                    curve.steps(),
                    curve.values());
        }
        DataFiles.write(file, writer -> writer.write(chart.svg()));
        var out = spec.commandLine().getOut();
        out.println(file);
        out.flush();
        return ExitCode.DONE;
    }
}
