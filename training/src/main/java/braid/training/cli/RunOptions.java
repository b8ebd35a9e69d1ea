package braid.training.cli;

import picocli.CommandLine.Help.Visibility;
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
            description = "The keys that differ from the defaults, as YAML.")
    Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Changes a key of the configuration, as in --set train.steps=100; may be repeated.")
    List<String> settings = new ArrayList<>();

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Folder of all runs; this one gets DIR/name, with the key name.")
    Path runs;

    @Option(
            names = "--resume",
            description =
                    "Continues the run of this name from its newest checkpoint, with the configuration that"
                            + " it was started with.")
    boolean resume;

    @Option(
            names = "--show-defaults",
            description = "Prints all keys with their defaults, and ends.")
    boolean showDefaults;
}
