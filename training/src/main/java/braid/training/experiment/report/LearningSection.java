package braid.training.experiment.report;

import braid.training.experiment.Experiment;
import braid.training.experiment.RunRecord;
import braid.training.experiment.report.Page.Figure;
import braid.training.experiment.report.Page.Figures;
import braid.training.experiment.report.Page.Section;
import braid.training.report.LineChart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Loss, accuracy and tokens while the runs learn. */
final class LearningSection {

    private static final String BAND =
            " Mean over seeds; band: from the least seed to the greatest.";

    private LearningSection() {}

    /** Empty if no run has a curve. */
    static Optional<Section> of(Experiment experiment) {
        List<Figure> figures = new ArrayList<>();
        figure(
                        experiment,
                        new LineChart("training loss", "step", "nats a token").logY(),
                        c -> points(c.step(), c.loss()))
                .ifPresent(
                        svg -> figures.add(new Figure("loss.svg", svg, "Training loss." + BAND)));
        figure(
                        experiment,
                        new LineChart("validation accuracy", "step", "accuracy"),
                        c -> points(c.evalStep(), c.evalAccuracy()))
                .ifPresent(svg ->
                        figures.add(
                                new Figure(
                                        "validation.svg",
                                        svg,
                                        "Accuracy on validation questions." + BAND)));
        figure(
                        experiment,
                        new LineChart("generated tokens", "step", "tokens an answer"),
                        c -> points(c.evalStep(), c.evalTokens()))
                .ifPresent(svg ->
                        figures.add(
                                new Figure(
                                        "validation-tokens.svg",
                                        svg,
                                        "Tokens of an answer to them." + BAND)));
        return figures.isEmpty()
                ? Optional.empty()
                : Optional.of(new Section("Learning curves", List.of(new Figures(figures))));
    }

    private static SortedMap<Integer, Double> points(List<Integer> steps, List<Double> values) {
        SortedMap<Integer, Double> points = new TreeMap<>();
        for (int i = 0; i < steps.size(); i++) {
            points.put(steps.get(i), values.get(i));
        }
        return points;
    }

    private static Optional<String> figure(
            Experiment experiment,
            LineChart chart,
            Function<RunRecord.Curve, SortedMap<Integer, Double>> figure) {
        boolean any = false;
        for (int i = 0; i < experiment.runs().size(); i++) {
            Experiment.Run run = experiment.runs().get(i);
            List<SortedMap<Integer, Double>> seeds =
                    run.records().stream().map(RunRecord::curve).map(figure).toList();
            List<Integer> steps = new ArrayList<>(seeds.getFirst().keySet());
            seeds.forEach(points -> steps.retainAll(points.keySet()));
            if (steps.size() > 1) {
                mean(chart, run.name(), i, steps, seeds);
                any = true;
                continue;
            }
            for (int s = 0; s < seeds.size(); s++) { // stopped or thinned at other steps
                List<Integer> own = List.copyOf(seeds.get(s).keySet());
                if (own.size() > 1) {
                    String name = run.name() + ", seed " + run.records().get(s).seed();
                    mean(chart, name, i, own, List.of(seeds.get(s)));
                    any = true;
                }
            }
        }
        return any ? Optional.of(chart.svg()) : Optional.empty();
    }

    private static void mean(
            LineChart chart,
            String name,
            int colour,
            List<Integer> steps,
            List<SortedMap<Integer, Double>> seeds) {
        int n = steps.size();
        double[] x = new double[n];
        double[] y = new double[n];
        double[] low = new double[n];
        double[] high = new double[n];
        for (int i = 0; i < n; i++) {
            int step = steps.get(i);
            var at = seeds.stream().mapToDouble(p -> p.getOrDefault(step, Double.NaN));
            var all = at.summaryStatistics();
            x[i] = step;
            y[i] = all.getAverage();
            low[i] = all.getMin();
            high[i] = all.getMax();
        }
        if (seeds.size() > 1) {
            chart.add(name, colour, x, y, low, high);
        } else {
            chart.add(name, colour, x, y, new double[0], new double[0]);
        }
    }
}
