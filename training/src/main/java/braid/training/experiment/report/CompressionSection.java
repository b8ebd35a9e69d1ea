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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Accuracy against tokens where a control token tells a model how much of the trace may be latent;
 * beside it what the same model, and the method without such tokens, come to when they are held to
 * numbers of latents.
 */
final class CompressionSection {

    private CompressionSection() {}

    /** Empty if no run has control tokens. */
    static Optional<Section> of(Experiment experiment) {
        var chart = new LineChart("accuracy, compression chosen", "tokens", "accuracy");
        List<List<String>> rows = new ArrayList<>();
        boolean told = false;
        for (Experiment.Run run : experiment.runs()) {
            var byCap = ForcedLatentsSection.by(run, RunRecord.Evaluation::cap);
            if (byCap.isEmpty() && !run.name().equals(Experiment.LATENT)) {
                continue;
            }
            told |= !byCap.isEmpty();
            add(run.name() + ", told a cap", "cap ", byCap, chart, rows);
            var byK = ForcedLatentsSection.by(run, RunRecord.Evaluation::forcedLatents);
            add(run.name() + ", held to k", "k = ", byK, chart, rows);
        }
        if (!told) {
            return Optional.empty();
        }
        List<Column> columns =
                List.of(
                        Column.text("run"),
                        Column.text("chosen"),
                        Column.number("tokens"),
                        Column.number("latents"),
                        Column.share("accuracy"),
                        Column.number("least seed"),
                        Column.number("best seed"),
                        Column.number("GFLOP an answer"));
        List<Block> blocks =
                List.of(
                        new Figures(
                                List.of(
                                        new Figure(
                                                "compression.svg",
                                                chart.svg(),
                                                "One model a line. Told a cap, by a token behind the"
                                                        + " question, a model chooses its latents"
                                                        + " itself; held to k, it has to write exactly"
                                                        + " so many. Mean over seeds; band: from the"
                                                        + " worst seed to the best."))),
                        new Folded("The numbers", List.of(new Table(columns, rows))));
        return Optional.of(new Section("Accuracy against tokens, compression chosen", blocks));
    }

    private static void add(
            String line,
            String prefix,
            SortedMap<Integer, Scores> chosen,
            LineChart chart,
            List<List<String>> rows) {
        if (chosen.isEmpty()) {
            return;
        }
        List<Scores> points =
                chosen.values().stream()
                        .sorted(Comparator.comparingDouble(CompressionSection::tokens))
                        .toList();
        chart.add(
                line,
                points.stream().mapToDouble(CompressionSection::tokens).toArray(),
                points.stream().mapToDouble(s -> s.mean(Scores.Seed::accuracy)).toArray(),
                points.stream().mapToDouble(ForcedLatentsSection::least).toArray(),
                points.stream().mapToDouble(ForcedLatentsSection::most).toArray());
        chosen.forEach((number, scores) -> rows.add(row(line, prefix + number, scores)));
    }

    private static double tokens(Scores scores) {
        return scores.mean(Scores.Seed::tokens);
    }

    private static List<String> row(String line, String chosen, Scores scores) {
        return List.of(
                line,
                chosen,
                Numbers.tenth(tokens(scores)),
                Numbers.tenth(scores.mean(Scores.Seed::latents)),
                Numbers.share(scores.mean(Scores.Seed::accuracy)),
                Numbers.share(ForcedLatentsSection.least(scores)),
                Numbers.share(ForcedLatentsSection.most(scores)),
                Numbers.three(scores.mean(seed -> seed.evaluation().gflopPerAnswer())));
    }
}
