package braid.training.experiment.grid;

import braid.training.ConfigurationException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An experiment from its file to its records: checked, planned, run. */
public final class GridDriver {

    private final Grid grid;
    private final Lengths.Cache lengths = new Lengths.Cache();

    private GridDriver(Grid grid) {
        this.grid = grid;
    }

    /**
     * Reads and checks a grid, its data included.
     *
     * @param task in place of the file's, or null
     * @throws ConfigurationException naming all that cannot be
     */
    public static GridDriver load(Path file, @Nullable String task) throws IOException {
        ExperimentFile read = ExperimentFile.read(file);
        var all = new GridDriver(Grid.of(task == null ? read : read.withTask(task), file));
        List<String> faults = new ArrayList<>();
        for (GridRun run : all.grid.runs()) {
            if (run.seed() == all.grid.file().seeds().getFirst()) {
                all.lengths
                        .of(run)
                        .faults(run)
                        .forEach(fault -> faults.add("run " + run.name() + ": " + fault));
            }
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationException(
                    "experiment "
                            + file
                            + ": does not fit its data\n    "
                            + String.join("\n    ", faults),
                    "nothing was run; `braid data TASK` shows the data");
        }
        return all;
    }

    /** Prints what each run of the first seed takes. */
    public void plan(PrintWriter out) {
        GridPlan.print(grid, lengths, out);
    }

    /**
     * Runs what has no record yet.
     *
     * @param runs folder of all runs
     * @param results folder of all results
     * @return whether the grid is finished; false if it was interrupted
     */
    public boolean run(Path runs, Path results, PrintWriter out) throws IOException {
        String name = grid.file().name();
        return new GridRunner(grid, runs.resolve(name), results.resolve(name), out).run();
    }
}
