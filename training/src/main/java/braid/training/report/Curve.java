package braid.training.report;

import braid.training.RunDirectory;
import braid.training.data.DataException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A figure over the steps of a run, from its metrics.
 *
 * @param steps ascending
 * @param values one a step
 */
public record Curve(double[] steps, double[] values) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * Reads one figure of a run.
     *
     * @param key for example {@code loss} or {@code eval_accuracy}
     * @throws DataException if no step of the run has it
     */
    public static Curve read(RunDirectory run, String key) throws IOException {
        List<Double> steps = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        var known = new TreeSet<String>();
        int row = 0;
        for (String line : lines(run)) {
            row++;
            JsonNode node = parse(run, line, row);
            known.addAll(node.propertyNames());
            if (node.path(key).isNumber() && node.path("step").isNumber()) {
                steps.add(node.path("step").asDouble());
                values.add(node.path(key).asDouble());
            }
        }
        if (steps.isEmpty()) {
            throw new DataException(
                    run.metrics() + ": no step has the figure " + key, "it has " + known);
        }
        return new Curve(toArray(steps), toArray(values));
    }

    private static List<String> lines(RunDirectory run) throws IOException {
        try {
            return Files.readAllLines(run.metrics());
        } catch (NoSuchFileException e) {
            throw new DataException(
                    run.metrics() + ": no such file", "give the folder of a run that has trained");
        }
    }

    private static JsonNode parse(RunDirectory run, String line, int row) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw new DataException(
                    run.metrics() + ", row " + row + ": no JSON object",
                    "resuming the run mends a line that was cut off",
                    e);
        }
    }

    private static double[] toArray(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Means over neighbouring steps, so that at most so many points remain. */
    public Curve thinned(int most) {
        int n = steps.length;
        if (n <= most) {
            return this;
        }
        double[] x = new double[most];
        double[] y = new double[most];
        for (int i = 0; i < most; i++) {
            int from = (int) ((long) n * i / most);
            int to = (int) ((long) n * (i + 1) / most);
            for (int j = from; j < to; j++) {
                x[i] += steps[j] / (to - from);
                y[i] += values[j] / (to - from);
            }
        }
        return new Curve(x, y);
    }
}
