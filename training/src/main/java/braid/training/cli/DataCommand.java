package braid.training.cli;

import braid.training.data.Example;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code braid data}. */
@Command(
        name = "data",
        description = {
            "Shows samples of a task, or writes it to files.",
            "Tasks: running-sums, prontoqa-gen, prosqa-gen, prontoqa:DIR, prosqa:DIR, jsonl:FILE, each with"
                    + " options as in running-sums,digits=8,train=20000."
        })
final class DataCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "TASK", description = "The task.")
    private String task;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of generated tasks.")
    private long seed;

    @Option(names = "--show", defaultValue = "2", description = "Number of samples to show.")
    private int show;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Writes train.jsonl, valid.jsonl and test.jsonl to this folder.")
    private Path out;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Task t = Tasks.parse(task, seed);
        PrintWriter text = spec.commandLine().getOut();
        text.println(t.describe());
        List<Example> samples = t.examples(Split.TRAIN);
        for (int i = 0; i < Math.min(show, samples.size()); i++) {
            text.println("--- " + i);
            text.println(t.text(samples.get(i)));
        }
        if (out != null) {
            Files.createDirectories(out);
            for (Split split : Split.values()) {
                Path file = out.resolve(split.label() + ".jsonl");
                write(t.examples(split), file);
                text.println(t.size(split) + " rows to " + file);
            }
        }
        text.flush();
        return ExitCode.DONE;
    }

    private static void write(List<Example> examples, Path file) throws java.io.IOException {
        JsonMapper json = JsonMapper.shared();
        try (var writer = Files.newBufferedWriter(file)) {
            for (Example e : examples) {
                writer.write(json.writeValueAsString(e));
                writer.newLine();
            }
        }
    }
}
