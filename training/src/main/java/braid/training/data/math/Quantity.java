package braid.training.data.math;

import org.apache.commons.math3.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A number with its unit.
 *
 * @param unit in lower case and singular; empty if none is written, {@code %} for percent
 */
record Quantity(Value value, String unit) {

    private static final String PERCENT = "%";
    private static final String DEGREE = "degree";
    private static final Value HUNDREDTH = Value.of(new BigFraction(1, 100));

    /** Short units that are recognised without {@code \text}, and with no blank before them. */
    private static final Set<String> SHORT =
            Set.of(
                    "mm", "cm", "dm", "km", "nm", "mg", "kg", "ml", "ft", "yd", "mi", "lb", "lbs",
                    "oz", "sq", "min", "sec", "hr", "hrs", "mph", "deg", "rad", "hz", "ev");

    /** Names of functions, which no unit is. */
    private static final Set<String> FUNCTIONS =
            Set.of(
                    "sin", "cos", "tan", "cot", "csc", "log", "exp", "lim", "max", "gcd", "lcm",
                    "mod", "arcsin", "arccos", "arctan");

    private static final int SHORTEST_WORD = 3;

    /** Reads text as {@link Latex} writes it; null if it is no number, with or without unit. */
    static @Nullable Quantity parse(String text) {
        Value bare = ConstantParser.parse(plain(text));
        if (bare != null) {
            return new Quantity(bare, "");
        }
        if (text.endsWith(PERCENT)) {
            return of(text.substring(0, text.length() - 1), PERCENT);
        }
        int circle = text.lastIndexOf("^\\circ");
        if (circle > 0) {
            String scale = plain(text.substring(circle + "^\\circ".length()));
            return scale.length() <= 1
                    ? of(text.substring(0, circle), DEGREE + scale.toLowerCase(Locale.ROOT))
                    : null;
        }
        return withWords(text);
    }

    private static @Nullable Quantity of(String number, String unit) {
        Value value = ConstantParser.parse(plain(number));
        return value == null ? null : new Quantity(value, unit);
    }

    private static String plain(String text) {
        return text.replace(Latex.TEXT, ' ').strip();
    }

    /** A number and words behind it, perhaps squared or cubed. */
    private static @Nullable Quantity withWords(String text) {
        boolean power = text.endsWith("^2") || text.endsWith("^3");
        int end = power ? text.length() - 2 : text.length();
        int from = end;
        while (from > 0 && isOfUnit(text.charAt(from - 1))) {
            from--;
        }
        if (from == 0 || from == end) {
            return null;
        }
        String written = text.substring(from, end);
        List<String> words = new ArrayList<>();
        for (String word : plain(written).split("[ ./]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word.toLowerCase(Locale.ROOT));
            }
        }
        if (!isUnit(written, words)) {
            return null;
        }
        List<String> singular = words.stream().map(Quantity::singular).toList();
        return of(text.substring(0, from), String.join(" ", singular) + text.substring(end));
    }

    private static boolean isOfUnit(char c) {
        return Character.isLetter(c) || c == ' ' || c == '.' || c == '/' || c == Latex.TEXT;
    }

    private static boolean isUnit(String written, List<String> words) {
        if (words.isEmpty() || written.indexOf(Latex.TEXT) >= 0) {
            return !words.isEmpty();
        }
        boolean apart = written.charAt(0) == ' ';
        return words.stream()
                .allMatch(word ->
                        SHORT.contains(word)
                                || apart
                                        && word.length() >= SHORTEST_WORD
                                        && !FUNCTIONS.contains(word));
    }

    private static String singular(String word) {
        return switch (word) {
            case "percent" -> PERCENT;
            case "deg", "degrees" -> DEGREE;
            case "feet", "foot" -> "ft";
            case "inches" -> "inch";
            default ->
                    word.length() > SHORTEST_WORD && word.endsWith("s")
                            ? word.substring(0, word.length() - 1)
                            : word;
        };
    }

    /**
     * Whether two quantities are one: a unit may be missing, but not be another, and a percentage
     * is also its hundredth.
     */
    boolean same(Quantity that, double tolerance) {
        boolean units = unit.equals(that.unit) || unit.isEmpty() || that.unit.isEmpty();
        return units && value.same(that.value, tolerance)
                || isPercentOf(that, tolerance)
                || that.isPercentOf(this, tolerance);
    }

    private boolean isPercentOf(Quantity that, double tolerance) {
        return unit.equals(PERCENT)
                && that.unit.isEmpty()
                && value.multiply(HUNDREDTH).same(that.value, tolerance);
    }
}
