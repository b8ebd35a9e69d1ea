package braid.training.data.math;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What an answer consists of; made of text as {@link Latex} writes it. */
sealed interface Form {

    /** A single expression: a number, or text. */
    record Leaf(String text, @Nullable Quantity quantity) implements Form {}

    /**
     * Elements in no order: a set, a list without brackets, or the parts of a union.
     *
     * @param union whether it is a union
     */
    record Bag(boolean union, List<Form> elements) implements Form {}

    /** Elements in brackets and in order: a tuple, an interval. */
    record Tuple(char open, char close, List<Form> elements) implements Form {}

    /** A matrix by rows. */
    record Matrix(List<List<Form>> rows) implements Form {}

    /** A value with the name of what it is the value of, as in {@code x = 5}. */
    record Named(String name, Form value) implements Form {}

    /** Brackets in brackets are text from here on. */
    int DEEPEST = 12;

    /** {@code 12,345}, but not {@code 0,123} nor {@code 12,345,6}. */
    Pattern THOUSANDS = Pattern.compile("(?<![\\d,.])[1-9]\\d{0,2}(?:,\\d{3})+(?!\\d|,\\d)");

    /** What is left out between factors: {@code 2 x} and {@code 2*x} are {@code 2x}. */
    Pattern IMPLIED = Pattern.compile("(?<=\\d) (?=[A-Za-z\\\\])|\\*(?!\\d)");

    Pattern NAMED =
            Pattern.compile("([A-Za-z]{1,3}|\\\\[a-z]+)(\\([a-z]\\))?(?:=|\\\\in(?![a-z]))([^=]+)");

    /** Reads an answer. */
    static Form of(String normal) {
        return of(normal, 0);
    }

    private static Form of(String written, int depth) {
        String text = written.strip();
        if (depth > DEEPEST) {
            return leaf(text);
        }
        List<String> listed = Nesting.split(ungrouped(text), ",");
        if (listed.size() > 1) {
            return bag(false, listed, depth);
        }
        List<String> united = Nesting.split(text, "\\cup");
        if (united.size() > 1) {
            return bag(true, united, depth);
        }
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            String argument = named.group(2) == null ? "" : named.group(2);
            return new Named(named.group(1) + argument, of(named.group(3), depth + 1));
        }
        if (Nesting.isMatrix(text)) {
            return matrix(text, depth);
        }
        if (Nesting.isEnclosed(text)) {
            return enclosed(text, depth);
        }
        int sign = text.indexOf("\\pm");
        if (sign >= 0 && sign == text.lastIndexOf("\\pm")) {
            String before = text.substring(0, sign);
            String after = text.substring(sign + "\\pm".length()).strip();
            return new Bag(false, List.of(leaf(before + "+" + after), leaf(before + "-" + after)));
        }
        return leaf(ungrouped(text));
    }

    private static Form bag(boolean union, List<String> parts, int depth) {
        List<Form> elements = new ArrayList<>();
        for (String part : parts) {
            if (part.replace(Latex.TEXT, ' ').isBlank()) {
                continue; // 1, 2, and 3
            }
            Form element = of(part, depth + 1);
            if (element instanceof Bag inner && !union) {
                elements.addAll(inner.elements()); // ±1, ±2
            } else {
                elements.add(element);
            }
        }
        return new Bag(union, elements);
    }

    private static Form matrix(String text, int depth) {
        List<List<Form>> rows = new ArrayList<>();
        for (String row : Nesting.split(Nesting.matrixContent(text), "\\\\")) {
            if (!row.isBlank()) {
                rows.add(
                        Nesting.split(row, "&").stream().map(cell -> of(cell, depth + 1)).toList());
            }
        }
        return new Matrix(rows);
    }

    private static Form enclosed(String text, int depth) {
        boolean set = text.charAt(0) == '\\';
        int skip = set ? 2 : 1;
        String inner = text.substring(skip, text.length() - skip);
        if ((set || text.charAt(0) == '{') && Nesting.isCondition(inner)) {
            return leaf(text);
        }
        List<String> parts = Nesting.split(inner, ",");
        boolean alone = parts.size() == 1;
        if (set || text.charAt(0) == '{') {
            return alone ? of(inner, depth + 1) : bag(false, parts, depth);
        }
        if (alone && (text.charAt(0) == '(' || Nesting.isMatrix(inner.strip()))) {
            return of(inner, depth + 1);
        }
        return new Tuple(
                text.charAt(0),
                text.charAt(text.length() - 1),
                parts.stream().map(part -> of(part, depth + 1)).toList());
    }

    private static Leaf leaf(String text) {
        String positive = text.startsWith("+") ? text.substring(1) : text;
        Quantity quantity = Quantity.parse(positive);
        String words = Latex.withoutBlanks(positive.replace(Latex.TEXT, ' '));
        words = IMPLIED.matcher(words).replaceAll("");
        boolean prose = words.indexOf('\\') < 0 && words.matches(".*[A-Za-z]{3}.*");
        return new Leaf(prose ? words.toLowerCase(Locale.ROOT) : words, quantity);
    }

    /** Without the commas that group digits, outside of brackets. */
    private static String ungrouped(String text) {
        Matcher grouped = THOUSANDS.matcher(text);
        return grouped.replaceAll(match ->
                Nesting.depth(text, match.start()) == 0
                        ? match.group().replace(",", "")
                        : Matcher.quoteReplacement(match.group()));
    }

    /**
     * Whether two answers are one.
     *
     * @param tolerance relative difference that numbers may have
     */
    default boolean same(Form that, double tolerance) {
        if (this instanceof Named a && that instanceof Named b) {
            return a.name().equals(b.name()) && a.value().same(b.value(), tolerance);
        }
        if (this instanceof Named a) {
            return a.value().same(that, tolerance);
        }
        if (that instanceof Named b) {
            return same(b.value(), tolerance);
        }
        return switch (this) {
            case Leaf a -> that instanceof Leaf b && leaves(a, b, tolerance);
            case Bag a ->
                    that instanceof Bag b
                            && a.union() == b.union()
                            && inAnyOrder(a.elements(), b.elements(), tolerance);
            case Tuple a ->
                    that instanceof Tuple b
                            && a.open() == b.open()
                            && a.close() == b.close()
                            && inOrder(a.elements(), b.elements(), tolerance);
            case Matrix a -> that instanceof Matrix b && matrices(a, b, tolerance);
            case Named a -> throw new AssertionError(a);
        };
    }

    private static boolean leaves(Leaf a, Leaf b, double tolerance) {
        return a.quantity() != null && b.quantity() != null
                ? a.quantity().same(b.quantity(), tolerance)
                : a.text().equals(b.text());
    }

    private static boolean matrices(Matrix a, Matrix b, double tolerance) {
        return a.rows().size() == b.rows().size()
                && IntStream.range(0, a.rows().size())
                        .allMatch(i -> inOrder(a.rows().get(i), b.rows().get(i), tolerance));
    }

    private static boolean inOrder(List<Form> a, List<Form> b, double tolerance) {
        return a.size() == b.size()
                && IntStream.range(0, a.size()).allMatch(i -> a.get(i).same(b.get(i), tolerance));
    }

    /** Takes for each element the first that is left and the same. */
    private static boolean inAnyOrder(List<Form> a, List<Form> b, double tolerance) {
        List<Form> left = new ArrayList<>(b);
        return a.size() == b.size()
                && a.stream()
                        .allMatch(element -> {
                            int found =
                                    IntStream.range(0, left.size())
                                            .filter(i -> element.same(left.get(i), tolerance))
                                            .findFirst()
                                            .orElse(-1);
                            return found >= 0 && left.remove(found) != null;
                        });
    }
}
