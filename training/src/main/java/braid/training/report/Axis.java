package braid.training.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The range of one axis of a chart, linear or logarithmic.
 *
 * @param low least value shown
 * @param high greatest value shown, above {@code low}
 * @param log whether equal ratios, not differences, take equal room
 */
record Axis(double low, double high, boolean log) {

    /** An axis over values, widened to round numbers; without values it goes from 0 to 1. */
    static Axis over(double low, double high, boolean log) {
        if (!(low <= high)) {
            return log ? new Axis(0.1, 1, true) : new Axis(0, 1, false);
        }
        if (log) {
            double from = Math.pow(10, Math.floor(Math.log10(low)));
            double to = Math.pow(10, Math.ceil(Math.log10(high)));
            return new Axis(from, to > from ? to : from * 10, true);
        }
        if (low == high) {
            return new Axis(low - 0.5, high + 0.5, false);
        }
        double step = step(high - low, 5);
        return new Axis(Math.floor(low / step) * step, Math.ceil(high / step) * step, false);
    }

    /** 1, 2 or 5 times a power of ten: the least that divides a span into at most so many parts. */
    private static double step(double span, int parts) {
        double power = Math.pow(10, Math.floor(Math.log10(span / parts)));
        for (int factor : new int[] {1, 2, 5}) {
            if (span / (factor * power) <= parts) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** Where a value stands: 0 at {@code low}, 1 at {@code high}. */
    double share(double value) {
        return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    /** Round values to be marked, ascending. */
    List<Double> ticks(int most) {
        List<Double> ticks = new ArrayList<>();
        if (log) {
            for (double v = low; v <= high * 1.0001; v *= 10) {
                ticks.add(v);
            }
            return ticks;
        }
        double step = step(high - low, most);
        for (long i = Math.round(Math.ceil(low / step - 1e-9));
                i * step <= high + step * 1e-9;
                i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** A value in few characters. */
    static String label(double value) {
        double size = Math.abs(value);
        if (size >= 10_000 && value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        if (size != 0 && size < 0.001) {
            return String.format(Locale.ROOT, "%.0e", value);
        }
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceFirst("\\.?0+$", "");
    }
}
