package braid.training.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Options of the commands that start a run. */
final class RunOptions {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CONFIG.yaml",
            description = "Configuration; without one, the defaults.")
    Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Changes a key of the configuration; may be repeated.")
    List<String> settings = new ArrayList<>();

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Folder of all runs.")
    Path runs;

    @Option(
            names = "--resume",
            description = "Continues the run of this name from its newest checkpoint.")
    boolean resume;

    @Option(
            names = "--show-defaults",
            description = "Prints all keys with their defaults, and ends.")
    boolean showDefaults;
}
