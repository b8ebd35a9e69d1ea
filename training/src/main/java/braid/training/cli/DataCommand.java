package braid.training.cli;

import braid.training.data.DataException;
import braid.training.data.Example;
import braid.training.data.JsonLines;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
            "Tasks that are generated: running-sums, multiplication, prontoqa-gen, prosqa-gen, maze.",
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

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Writes a picture of sample I to this file; maze has pictures.")
    private @Nullable Path svg;

    @Option(
            names = "--index",
            paramLabel = "I",
            defaultValue = "0",
            description = "The sample for --svg.")
    private int index;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Require.atLeast(spec, "--show", show, 0);
        Require.atLeast(spec, "--index", index, 0);
        Task t = Tasks.parse(task, seed);
        PrintWriter text = spec.commandLine().getOut();
        text.println(t.describe());
        List<Example> samples = t.examples(t.size(Split.TRAIN) > 0 ? Split.TRAIN : Split.TEST);
        for (int i = 0; i < Math.min(show, samples.size()); i++) {
            text.println("--- " + i);
            text.println(t.display(samples.get(i)));
        }
        if (svg != null) {
            Files.writeString(svg, picture(t, samples));
            text.println("picture of " + index + " to " + svg);
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

    private String picture(Task of, List<Example> samples) {
        if (index >= samples.size()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--index is " + index + ", wanted: less than " + samples.size());
        }
        return of.picture(samples.get(index))
                .orElseThrow(() ->
                        new DataException(
                                "task " + task + " has no pictures",
                                "leave out --svg; maze has pictures"));
    }
}
