package braid.training.cli;

import braid.training.LanguageModelRun;
import braid.training.RunExport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code braid export}. */
@Command(
        name = "export",
        description =
                "Writes the model of a run as a folder that other tools read: config.json,"
                        + " model.safetensors, tokenizer.json with the tokens that the method added.")
final class ExportCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "RUN", description = "Run folder of a language model.")
    private Path run;

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            required = true,
            description = "Where to; for a model a new or empty folder.")
    private Path to;

    @Option(
            names = "--adapter",
            description =
                    "Only the adapters of a run with lora, as PEFT keeps them; without it they are"
                            + " merged into the weights.")
    private boolean adapter;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LanguageModelRun model = LanguageModelRun.load(run, "cpu");
        if (adapter) {
            RunExport.adapter(model, to);
        } else {
            RunExport.model(model, to);
        }
        var out = spec.commandLine().getOut();
        out.println((adapter ? "adapters: " : "model: ") + to);
        out.flush();
        return ExitCode.DONE;
    }
}
