package braid.training.cli;

import braid.training.data.Example;
import braid.training.data.JsonLines;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code braid data}. */
@Command(
        name = "data",
        description = {
            "Shows samples of a task, or writes it to files.",
            "Tasks that are generated: running-sums, multiplication, prontoqa-gen, prosqa-gen.",
            "Tasks that are read: multiplication:DIR, prontoqa:DIR, prosqa:DIR, gsm8k:DIR, math:DIR,"
                    + " math-set:FILE (as they are distributed), jsonl:FILE or jsonl:DIR (your own).",
            "Options follow after commas, as in running-sums,digits=8,train=20000."
        })
final class DataCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "TASK", description = "As above.")
    private String task;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of generated tasks.")
    private long seed;

    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "2",
            description = "Number of samples to show.")
    private int show;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Writes train.jsonl, valid.jsonl and test.jsonl to this folder.")
    private Path out;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Require.atLeast(spec, "--show", show, 0);
        Task t = Tasks.parse(task, seed);
        PrintWriter text = spec.commandLine().getOut();
        text.println(t.describe());
        List<Example> samples = t.examples(t.size(Split.TRAIN) > 0 ? Split.TRAIN : Split.TEST);
        for (int i = 0; i < Math.min(show, samples.size()); i++) {
            text.println("--- " + i);
            text.println(t.text(samples.get(i)));
        }
        if (out != null) {
            for (Split split : Split.values()) {
                Path file = out.resolve(split.label() + ".jsonl");
                JsonLines.write(file, t.examples(split));
                text.println(t.size(split) + " rows to " + file);
            }
        }
        text.flush();
        return ExitCode.DONE;
    }
}
