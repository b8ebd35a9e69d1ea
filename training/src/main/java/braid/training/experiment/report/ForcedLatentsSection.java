package braid.training.experiment.report;

import braid.training.experiment.Experiment;
import braid.training.experiment.RunRecord;
import braid.training.experiment.Scores;
import braid.training.experiment.report.Page.Block;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Figure;
import braid.training.experiment.report.Page.Figures;
import braid.training.experiment.report.Page.Folded;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;
import braid.training.report.LineChart;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Accuracy where the model is held to a number of latents: from text to latent reasoning. */
final class ForcedLatentsSection {

    private ForcedLatentsSection() {}

    /** Empty if no number was forced. */
    static Optional<Section> of(Experiment experiment) {
        var chart = new LineChart("accuracy, forced latents", "latents k", "accuracy");
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < experiment.runs().size(); i++) {
            Experiment.Run run = experiment.runs().get(i);
            SortedMap<Integer, Scores> byK = by(run, RunRecord.Evaluation::forcedLatents);
            if (byK.isEmpty()) {
                continue;
            }
            List<Scores> points = List.copyOf(byK.values());
            chart.add(
                    run.name(),
                    i,
                    byK.keySet().stream().mapToDouble(Integer::doubleValue).toArray(),
                    points.stream().mapToDouble(s -> s.mean(Scores.Seed::accuracy)).toArray(),
                    points.stream().mapToDouble(ForcedLatentsSection::least).toArray(),
                    points.stream().mapToDouble(ForcedLatentsSection::most).toArray());
            byK.forEach((k, scores) -> rows.add(row(run, k, scores)));
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<Column> columns =
                List.of(
                        Column.text("run"),
                        Column.number("k"),
                        Column.number("tokens"),
                        Column.share("accuracy"),
                        Column.number("least seed"),
                        Column.number("best seed"),
                        Column.number("GFLOP an answer"));
        List<Block> blocks =
                List.of(
                        new Figures(
                                List.of(
                                        new Figure(
                                                "forced-latents.svg",
                                                chart.svg(),
                                                "The model is held to exactly k latents, their"
                                                        + " codes its own choice; k = 0 is text"
                                                        + " alone. Mean over seeds; band: from the"
                                                        + " worst seed to the best."))),
                        new Folded("The numbers", List.of(new Table(columns, rows))));
        return Optional.of(new Section("Accuracy against a forced number of latents", blocks));
    }

    /**
     * The outcomes of a run by a number that it was held to.
     *
     * @param number of an evaluation, or null if it was not held to one
     */
    static SortedMap<Integer, Scores> by(
            Experiment.Run run, Function<RunRecord.Evaluation, @Nullable Integer> number) {
        SortedMap<Integer, Scores> by = new TreeMap<>();
        for (RunRecord record : run.records()) {
            for (RunRecord.Evaluation e : record.evaluations()) {
                Integer n = number.apply(e);
                if (n != null) {
                    run.scores(e.name()).ifPresent(scores -> by.putIfAbsent(n, scores));
                }
            }
        }
        return by;
    }

    static double least(Scores scores) {
        return scores.seeds().stream().mapToDouble(Scores.Seed::accuracy).min().orElse(0);
    }

    static double most(Scores scores) {
        return scores.seeds().stream().mapToDouble(Scores.Seed::accuracy).max().orElse(0);
    }

    private static List<String> row(Experiment.Run run, int k, Scores scores) {
        return List.of(
                run.name(),
                Integer.toString(k),
                Numbers.tenth(scores.mean(Scores.Seed::tokens)),
                Numbers.share(scores.mean(Scores.Seed::accuracy)),
                Numbers.share(least(scores)),
                Numbers.share(most(scores)),
                Numbers.three(scores.mean(seed -> seed.evaluation().gflopPerAnswer())));
    }
}
