package braid.training.experiment.report;

import braid.training.experiment.Interval;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** Figures as the report shows them. */
final class Numbers {

    /** In the place of a figure that there is not. */
    static final String NONE = "–";

    /** Smaller probabilities are not told apart. */
    static final double LEAST_P = 0.0001;

    private static final int MINUTE = 60;

    private Numbers() {}

    /** A share in [0, 1]: {@code 0.875}. */
    static String share(@Nullable Double value) {
        return value == null ? NONE : format("%.3f", value);
    }

    /** {@code [0.801, 0.931]}. */
    static String interval(Interval i) {
        return format("[%.3f, %.3f]", i.low(), i.high());
    }

    /** {@code 24.2}. */
    static String tenth(double value) {
        return format("%.1f", value);
    }

    /** A difference with its sign: {@code +0.021}. */
    static String signed(double value) {
        return format("%+.3f", value);
    }

    /** {@code 32 %}. */
    static String percent(double share) {
        return format("%.0f %%", 100 * share);
    }

    /** {@code 1,234,567}. */
    static String count(long value) {
        return format("%,d", value);
    }

    /** A probability: small ones are only known to be small. */
    static String p(double p) {
        return p < LEAST_P ? "< 0.0001" : format("%.4f", p);
    }

    /** Three digits that count. */
    static String three(double value) {
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
        return format("%." + Math.min(decimals, 9) + "f", value);
    }

    /** Wall time: {@code 42 s}, {@code 12 min}, {@code 3.4 h}. */
    static String time(double seconds) {
        if (seconds < 2 * MINUTE) {
            return format("%.0f s", seconds);
        }
        double minutes = seconds / MINUTE;
        return minutes < 2 * MINUTE
                ? format("%.0f min", minutes)
                : format("%.1f h", minutes / MINUTE);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the format is a constant of this class at each call
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
