package braid.training.experiment.report;

import braid.training.experiment.Bootstrap;
import braid.training.experiment.Comparison;
import braid.training.experiment.Experiment;
import braid.training.experiment.Interval;
import braid.training.experiment.Scores;
import braid.training.experiment.report.Page.Figure;
import braid.training.report.ScatterChart;
import braid.training.report.ScatterChart.Span;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Accuracy over generated tokens, with the front that no other method beats in both. */
final class TokensAndAccuracy {

    private TokensAndAccuracy() {}

    static Figure figure(Experiment experiment, String evaluation) {
        List<Scores> arms = Comparison.arms(experiment, evaluation);
        List<String> runs = experiment.runs().stream().map(Experiment.Run::name).toList();
        var chart =
                new ScatterChart(
                        "accuracy and tokens, " + evaluation,
                        "generated tokens an answer",
                        "accuracy");
        for (Scores arm : arms) {
            Interval tokens = Bootstrap.mean(arm.tokens());
            Interval correct = Bootstrap.mean(arm.correct());
            int run = runs.indexOf(arm.run());
            chart.add(
                    arm.run(),
                    run < 0 ? runs.indexOf(Experiment.LATENT) : run, // held to text: the same model
                    span(arm.mean(Scores.Seed::tokens), tokens),
                    span(arm.mean(Scores.Seed::accuracy), correct));
        }
        List<Scores> front = front(arms);
        chart.stairs(
                front.stream().mapToDouble(a -> a.mean(Scores.Seed::tokens)).toArray(),
                front.stream().mapToDouble(a -> a.mean(Scores.Seed::accuracy)).toArray());
        String name =
                evaluation.equals(Experiment.FREE)
                        ? "tokens.svg"
                        : "tokens-" + evaluation.replace("=", "") + ".svg";
        return new Figure(
                name,
                chart.svg(),
                "Better is up and left. Bars: 95 %, over seeds and questions. Dashed: the Pareto"
                        + " front, methods that no other beats in both.");
    }

    private static Span span(double value, Interval interval) {
        return new Span(value, interval.low(), interval.high());
    }

    /** Fewest tokens first; each is more accurate than all before it. */
    private static List<Scores> front(List<Scores> arms) {
        List<Scores> sorted = new ArrayList<>(arms);
        sorted.sort(
                Comparator.comparingDouble((Scores a) -> a.mean(Scores.Seed::tokens))
                        .thenComparingDouble(a -> -a.mean(Scores.Seed::accuracy)));
        List<Scores> front = new ArrayList<>();
        double best = -1;
        for (Scores arm : sorted) {
            double accuracy = arm.mean(Scores.Seed::accuracy);
            if (accuracy > best) {
                front.add(arm);
                best = accuracy;
            }
        }
        return front;
    }
}
