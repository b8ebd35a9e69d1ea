package braid.training.cli;

import braid.training.experiment.report.ExperimentReport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code braid report}. */
@Command(
        name = "report",
        description = {
            "Draws the report of an experiment anew, from the records of its runs alone:",
            "report.html, report.md with its pictures, results.csv."
        })
final class ReportCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "DIR",
            description = "Folder of an experiment, with records in DIR/runs.")
    private Path folder;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        ExperimentReport.write(folder).forEach(out::println);
        out.flush();
        return ExitCode.DONE;
    }
}
