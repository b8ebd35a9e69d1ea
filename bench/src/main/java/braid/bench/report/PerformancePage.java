package braid.bench.report;

import braid.bench.report.RatioChart.Bar;
import braid.bench.report.Results.Line;
import braid.training.data.DataException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * {@code docs/performance.md} and its pictures, from measurements and a text with places for them.
 */
public final class PerformancePage {

    private static final String TEMPLATE = "performance.md.in";
    private static final String PLACE = "{{machines}}\n";
    private static final String PICTURES = "performance";
    private static final double PERCENT = 100;
    private static final double NANOS = 1e9;
    private static final List<String> KINDS = List.of("NN", "NT", "TN");
    private static final List<String> LIBRARIES = List.of("openblas", "mkl", "nd4j");

    private PerformancePage() {}

    /**
     * Makes the page.
     *
     * @param results folder of the measurements, a file a machine
     * @return texts by path, relative to the folder of the documentation
     * @throws DataException if there is nothing to read, or a line is broken
     */
    public static Map<String, String> of(Path results) throws IOException {
        List<Results> machines = new ArrayList<>(Results.read(results));
        if (machines.isEmpty()) {
            throw new DataException(
                    results + ": no measurements",
                    "measure first: braid bench --append=" + results + "/MACHINE.jsonl");
        }
        machines.sort(Comparator.comparing(Results::time).reversed());
        Map<String, String> files = new LinkedHashMap<>();
        var text = new StringBuilder();
        for (Results machine : machines) {
            text.append(section(machine, files));
        }
        String template;
        try (InputStream in = PerformancePage.class.getResourceAsStream(TEMPLATE)) {
            template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        files.put(PICTURES + ".md", template.replace(PLACE, text));
        return files;
    }

    /** Makes the page and writes it. */
    static void write(Path results, Path docs) throws IOException {
        for (Map.Entry<String, String> file : of(results).entrySet()) {
            Path path = docs.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    private static String section(Results machine, Map<String, String> files) {
        var text = new StringBuilder("## " + machine.machine() + "\n\n");
        if (!machine.remarks().isEmpty()) {
            text.append(machine.remarks()).append("\n\n");
        }
        goals(machine, text, files);
        others(machine, text);
        products(machine, text);
        lengths(machine, text);
        held(machine, text);
        if (!machine.roofline().isEmpty()) {
            text.append(
                            "Least times, operation by operation (`./braid bench --roofline`):\n\n```text\n")
                    .append(machine.roofline())
                    .append("\n```\n\n");
        }
        return text.toString();
    }

    private static void goals(Results machine, StringBuilder text, Map<String, String> files) {
        List<Bar> bars = new ArrayList<>();
        text.append(
                "| work | threads | Braid | of the peak | libtorch | ratio | goal | commit |\n");
        text.append("|---|---:|---:|---:|---:|---:|---:|---|\n");
        for (Goal goal : Goal.values()) {
            machine.find(goal.benchmark, goal.shape, goal.threads)
                    .ifPresent(line -> {
                        text.append(row(goal, line));
                        if (line.has("libtorch_ratio")) {
                            bars.add(
                                    new Bar(
                                            goal.title,
                                            line.number("libtorch_ratio"),
                                            line.number("libtorch_ratio_low"),
                                            line.number("libtorch_ratio_high"),
                                            goal.ratio));
                        }
                    });
        }
        text.append('\n');
        if (!bars.isEmpty()) {
            String path = PICTURES + "/" + machine.machine() + ".svg";
            files.put(path, RatioChart.svg("times as fast as libtorch; red: the goal", bars));
            text.append("![ratios to libtorch](").append(path).append(")\n\n");
        }
    }

    private static String row(Goal goal, Line line) {
        double ratio = line.number("libtorch_ratio");
        String commit = line.text("braid").replaceAll(".*\\((.*)\\)", "$1");
        return String.format(
                Locale.ROOT,
                "| %s | %d | %,.0f %s | %s | %s | %s | %.1f%s | `%s` |%n",
                goal.title,
                goal.threads,
                line.number("value"),
                line.text("unit"),
                percent(line.number("fraction_of_peak")),
                line.has("libtorch")
                        ? String.format(Locale.ROOT, "%,.0f", line.number("libtorch"))
                        : "–",
                spread(line, "libtorch_ratio"),
                goal.ratio,
                ratio >= goal.ratio ? " ✓" : "",
                commit);
    }

    /** A share above 1 says that the peak was measured while others ran. */
    private static String percent(double share) {
        if (Double.isNaN(share)) {
            return "–";
        }
        return share > 1 ? "?" : String.format(Locale.ROOT, "%.0f %%", PERCENT * share);
    }

    private static String spread(Line line, String key) {
        return line.has(key)
                ? String.format(
                        Locale.ROOT,
                        "**%.2f** [%.2f, %.2f]",
                        line.number(key),
                        line.number(key + "_low"),
                        line.number(key + "_high"))
                : "–";
    }

    private static void others(Results machine, StringBuilder text) {
        List<String> facts = new ArrayList<>();
        machine.find("empty-op", "", 2)
                .ifPresent(line ->
                        facts.add(
                                String.format(
                                        Locale.ROOT,
                                        "one addition of 1 element, with tape: %.2f µs (goal 0.5)",
                                        NANOS / line.number("value") / 1000)));
        machine.find("scaling", "", 2)
                .ifPresent(line ->
                        facts.add(
                                String.format(
                                        Locale.ROOT,
                                        "two threads are %s times as fast as one on the training step, in turns (goal %s)",
                                        spread(line, "one_thread_ratio"),
                                        Goal.SCALING)));
        machine.find("steady-s", "", 2)
                .ifPresent(line ->
                        facts.add(
                                String.format(
                                        Locale.ROOT,
                                        "in %.0f steps of one sequence, from step 50 on: %.0f misses of the pool, %.0f pauses of the"
                                                + " garbage collector, the last fifty %.2f times as fast as the first fifty of these"
                                                + " (goals 0, 0, 1)",
                                        line.number("steps"),
                                        line.number("pool_misses"),
                                        line.number("gc_pauses"),
                                        line.number("late_to_early"))));
        facts.forEach(fact -> text.append("- ").append(fact).append('\n'));
        text.append(facts.isEmpty() ? "" : "\n");
    }

    private static void products(Results machine, StringBuilder text) {
        var table = new StringBuilder();
        for (int threads : new int[] {1, 2}) {
            List<Line> lines = machine.of("sgemm", threads);
            for (String library : LIBRARIES) {
                List<Line> with = lines.stream().filter(l -> l.has(library + "_ratio")).toList();
                if (!with.isEmpty()) {
                    table.append(productsRow(threads, library, with));
                }
            }
        }
        if (table.isEmpty()) {
            return;
        }
        text.append(
                "Matrix products: geometric mean of the ratios, least, number of shapes (goal "
                        + Goal.PRODUCTS
                        + ", none below 0.95,");
        text.append(" 90 % of the peak at best).\n\n");
        text.append(
                "| threads | against | NN | NT | TN | all | best share of the peak | weakest |\n");
        text.append("|---:|---|---|---|---|---|---:|---|\n").append(table).append('\n');
    }

    private static String productsRow(int threads, String library, List<Line> lines) {
        String key = library + "_ratio";
        var row = new StringBuilder("| " + threads + " | " + library + " |");
        for (String kind : KINDS) {
            row.append(mean(lines.stream().filter(l -> l.shape().startsWith(kind)).toList(), key));
        }
        row.append(mean(lines, key));
        double best =
                lines.stream()
                        .mapToDouble(l -> l.number("fraction_of_peak"))
                        .filter(share -> share <= 1)
                        .max()
                        .orElse(Double.NaN);
        Line weakest =
                lines.stream().min(Comparator.comparingDouble(l -> l.number(key))).orElseThrow();
        return row + " " + percent(best) + " | " + weakest.shape() + " |\n";
    }

    private static String mean(List<Line> lines, String key) {
        if (lines.isEmpty()) {
            return " – |";
        }
        double logs = lines.stream().mapToDouble(l -> Math.log(l.number(key))).average().orElse(0);
        double least = lines.stream().mapToDouble(l -> l.number(key)).min().orElse(0);
        return String.format(
                Locale.ROOT, " %.2f, %.2f (%d) |", Math.exp(logs), least, lines.size());
    }

    private static void lengths(Results machine, StringBuilder text) {
        List<Line> attention = machine.of("attention", 2);
        List<Line> longer = machine.of("length-s", 2);
        if (attention.isEmpty() && longer.isEmpty()) {
            return;
        }
        List<Line> length = new ArrayList<>(machine.of("train-s", 2)); // the shortest
        longer.stream()
                .filter(line -> length.stream().noneMatch(l -> l.shape().equals(line.shape())))
                .forEach(length::add);
        int rows = Math.max(attention.size(), length.size());
        text.append(
                "The same number of tokens in longer sequences (attention counts scores below the diagonal alone; goal:");
        text.append(" half of the peak at 4,096):\n\n");
        text.append(
                "| attention | of the peak | training step | tokens/s | of the peak |\n|---|---:|---|---:|---:|\n");
        IntStream.range(0, rows)
                .forEach(i -> {
                    text.append(i < attention.size() ? share(attention.get(i)) : "| | ");
                    text.append(
                            i < length.size()
                                    ? String.format(
                                            Locale.ROOT,
                                            "| %s | %,.0f | %s |%n",
                                            length.get(i).shape(),
                                            length.get(i).number("value"),
                                            percent(length.get(i).number("fraction_of_peak")))
                                    : "| | | |\n");
                });
        text.append('\n');
    }

    private static String share(Line line) {
        return "| " + line.shape() + " | " + percent(line.number("fraction_of_peak")) + " ";
    }

    private static void held(Results machine, StringBuilder text) {
        if (machine.held().isEmpty()) {
            return;
        }
        text.append(
                "Held to shorter vectors (`BRAID_JAVA_OPTS=-XX:UseAVX=2` for 256 bits, `1` for 128); the share is of");
        text.append(" the peak with these vectors:\n\n");
        text.append(
                "| flag | work | speed | of the peak | without the flag |\n|---|---|---:|---:|---:|\n");
        for (Line line : machine.held()) {
            String free =
                    machine.find(line.name(), line.shape(), line.threads())
                            .map(l -> String.format(Locale.ROOT, "%,.0f", l.number("value")))
                            .orElse("–");
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| `%s` | %s %s | %,.0f %s | %s | %s |%n",
                            line.vectors(),
                            line.name(),
                            line.shape(),
                            line.number("value"),
                            line.text("unit"),
                            percent(line.number("fraction_of_peak")),
                            free));
        }
        text.append('\n');
    }
}
