package braid.training.experiment.grid;

import braid.training.DivergedException;
import braid.training.LanguageModelRun;
import braid.training.RunDirectory;
import braid.training.VqVaeRun;
import braid.training.config.ConfigLoader;
import braid.training.config.ConfigLoader.Layer;
import braid.training.config.TrainConfig;
import braid.training.experiment.Records;
import braid.training.experiment.RunRecord;
import braid.training.experiment.grid.GridRun.Stage1;
import braid.training.experiment.report.ExperimentReport;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Works through a grid, one run at a time. A run with a record is not repeated; one that was
 * stopped continues from its last checkpoint; one that diverges is noted as failed, and the grid
 * goes on. The report is drawn anew after each.
 */
final class GridRunner {

    private final Grid grid;
    private final Path work;
    private final Path results;
    private final PrintWriter out;

    /**
     * @param work folder of the experiment's runs
     * @param results folder of the experiment's results
     */
    GridRunner(Grid grid, Path work, Path results, PrintWriter out) {
        this.grid = grid;
        this.work = work;
        this.results = results;
        this.out = out;
    }

    /**
     * Runs what has no record yet.
     *
     * @return whether the grid is finished; false if it was interrupted
     */
    boolean run() throws IOException {
        List<GridRun> all = grid.runs();
        for (GridRun run : all) {
            removeAnother(run);
        }
        for (int i = 0; i < all.size(); i++) {
            GridRun run = all.get(i);
            String place = String.format(Locale.ROOT, "[%d/%d] %s: ", i + 1, all.size(), run);
            if (isDone(run)) {
                say(place + "has its record");
                continue;
            }
            say(place + "begins");
            try {
                RunRecord record = train(run);
                if (record == null) {
                    return false;
                }
                keep(record);
                say(place + describe(record));
            } catch (DivergedException e) {
                keep(Findings.failed(grid, run, String.valueOf(e.getMessage())));
                say(place + "failed: " + e.getMessage());
            }
        }
        return true;
    }

    /** The seeds of a run are one configuration: a record of another would not belong to them. */
    private void removeAnother(GridRun run) throws IOException {
        Path file = Records.folder(results).resolve(run.recordName());
        if (Files.exists(file) && !isDone(run)) {
            say(run + ": the record of another configuration is removed");
            Files.delete(file);
        }
    }

    /** With the report of all runs so far. */
    private void keep(RunRecord record) {
        Records.write(results, record);
        ExperimentReport.write(results);
    }

    /** Whether a run with exactly this configuration came to its end or failed. */
    private boolean isDone(GridRun run) {
        Path file = Records.folder(results).resolve(run.recordName());
        return Files.exists(file) && Records.read(file).hash().equals(run.hash());
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private static String describe(RunRecord record) {
        RunRecord.Evaluation free = record.evaluations().getFirst();
        return String.format(
                Locale.ROOT,
                "accuracy %.3f, %.1f tokens, trained %.0f s",
                (double) free.right() / free.questions(),
                free.tokens().stream().mapToInt(Integer::intValue).average().orElse(0),
                record.trainSeconds());
    }

    /** The record, or null if the run was interrupted. */
    private @Nullable RunRecord train(GridRun run) throws IOException {
        Stage1 stage1 = run.vqvae();
        Path codes = stage1 == null ? null : work.resolve(stage1.folder());
        if (stage1 != null && codes != null && !trainCodes(stage1, codes)) {
            return null;
        }
        Path folder = work.resolve(run.folder());
        boolean begun = hasBegun(folder);
        LanguageModelRun model =
                begun
                        ? LanguageModelRun.open(folder)
                        : LanguageModelRun.create(placed(run, codes), folder);
        if (!model.train(begun).finished()) {
            return null;
        }
        return Findings.of(grid, run, LanguageModelRun.load(folder));
    }

    private static boolean hasBegun(Path folder) throws IOException {
        return Files.exists(folder.resolve("config.yaml"))
                && RunDirectory.open(folder).last().isPresent();
    }

    private static boolean trainCodes(Stage1 stage1, Path folder) throws IOException {
        boolean begun = hasBegun(folder);
        VqVaeRun vqvae = begun ? VqVaeRun.open(folder) : VqVaeRun.create(stage1.config(), folder);
        return vqvae.train(begun).finished();
    }

    /** The configuration with the folder that the VQ-VAE has here. */
    private static ConfigLoader.Resolved<TrainConfig> placed(GridRun run, @Nullable Path codes)
            throws IOException {
        if (codes == null) {
            return run.config();
        }
        ObjectNode folder = JsonNodeFactory.instance.objectNode().put("vqvae", codes.toString());
        ObjectNode keys = ConfigLoader.parseText(run.config().yaml());
        return ConfigLoader.load(
                TrainConfig.DEFAULTS,
                List.of(new Layer(keys, ""), new Layer(folder, "")),
                TrainConfig.class,
                "run " + run.name());
    }
}
