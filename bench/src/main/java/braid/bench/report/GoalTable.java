package braid.bench.report;

import braid.bench.report.Results.Line;

import tools.jackson.databind.json.JsonMapper;

import java.util.Comparator;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The goals that a run of {@code braid bench} measured, for a terminal. */
public final class GoalTable {

    private static final String FORMAT = "%-50s %-20s %-12s %s%n";
    private static final double MICROS = 1e6;

    private final Results run;
    private final int threads;
    private final Formatter text = new Formatter(Locale.ROOT);

    private GoalTable(List<Line> lines) {
        run = new Results("", "", "", lines);
        threads = lines.stream().mapToInt(Line::threads).max().orElse(1);
    }

    /**
     * The table.
     *
     * @param measured the keys of each line of results
     * @return name, ratio with its range, share of the peak and goal of each; empty where no goal
     *     is about what was measured
     */
    public static String of(List<Map<String, Object>> measured) {
        JsonMapper mapper = JsonMapper.shared();
        return new GoalTable(
                        measured.stream().map(keys -> new Line(mapper.valueToTree(keys))).toList())
                .text();
    }

    private String text() {
        for (Goal goal : Goal.values()) {
            run.find(goal.benchmark, goal.shape, goal.threads == 1 ? 1 : threads)
                    .filter(line -> line.has("libtorch_ratio"))
                    .ifPresent(line -> row(goal.title, line, "libtorch", goal.ratio));
        }
        run.find("scaling", "", threads)
                .ifPresent(line ->
                        row(
                                threads + " threads to one, training step",
                                line,
                                "one_thread",
                                Goal.SCALING));
        products();
        run.find("attention", "8 heads of 32, 1 x 4096", threads)
                .ifPresent(line -> {
                    double share = line.number("fraction_of_peak");
                    row("attention over 4,096 tokens", "", share, "50 % of the peak", share >= 0.5);
                });
        run.find("empty-op", "", threads)
                .ifPresent(line -> {
                    double micros = MICROS / line.number("value");
                    String title =
                            String.format(
                                    Locale.ROOT, "an addition of one element, %.2f µs", micros);
                    row(title, ratio(line, "libtorch"), Double.NaN, "0.5 µs", micros <= 0.5);
                });
        String rows = text.toString();
        return rows.isEmpty()
                ? ""
                : String.format(FORMAT, "goal", "ratio", "of the peak", "wanted") + rows;
    }

    private void row(String title, Line line, String rival, double wanted) {
        double ratio = line.number(rival + "_ratio");
        row(
                title,
                ratio(line, rival),
                line.number("fraction_of_peak"),
                String.valueOf(wanted),
                ratio >= wanted);
    }

    private void row(String title, String ratio, double share, String wanted, boolean reached) {
        String peak = Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
        text.format(FORMAT, title, ratio, peak, wanted + (reached ? " ✓" : ""));
    }

    private static String ratio(Line line, String rival) {
        String key = rival + "_ratio";
        return line.has(key)
                ? spread(line.number(key), line.number(key + "_low"), line.number(key + "_high"))
                : "";
    }

    private static String spread(double ratio, double low, double high) {
        return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", ratio, low, high);
    }

    /** Geometric mean, least and greatest of the shapes' ratios. */
    private void products() {
        List<Line> lines =
                run.of("sgemm", threads).stream().filter(l -> l.has("openblas_ratio")).toList();
        if (lines.isEmpty()) {
            return;
        }
        List<Double> ratios = lines.stream().map(l -> l.number("openblas_ratio")).sorted().toList();
        double mean = Math.exp(ratios.stream().mapToDouble(Math::log).average().orElseThrow());
        double share =
                lines.stream()
                        .map(l -> l.number("fraction_of_peak"))
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        row(
                "matrix products, " + lines.size() + " shapes, to OpenBLAS",
                spread(mean, ratios.getFirst(), ratios.getLast()),
                share,
                String.valueOf(Goal.PRODUCTS),
                mean >= Goal.PRODUCTS);
    }
}
