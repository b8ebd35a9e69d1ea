package braid.training.data.math;

import java.util.Optional;

/**
 * Finds the answer in what a model or an author wrote. The first of these that is there counts:
 *
 * <ol>
 *   <li>the last line that begins with {@code #}, without its marks: {@code # 72} as this project
 *       writes it, {@code #### 72} as GSM8K does;
 *   <li>the last {@code \boxed{…}}, its braces balanced, as in MATH;
 *   <li>what follows the last "answer is", to the end of its sentence or line.
 * </ol>
 *
 * <p>Text without any of them has no answer. Others then take the last number that they find, which
 * also rewards a text that breaks off before its answer.
 */
public final class AnswerFinder {

    private static final String BOXED = "\\boxed";
    private static final String PHRASE = "answer is";

    private AnswerFinder() {}

    /** The answer, without white space around it; empty if there is none. */
    public static Optional<String> find(String text) {
        Optional<String> marked =
                text.lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("#"))
                        .reduce((earlier, later) -> later)
                        .map(AnswerFinder::withoutMarks);
        if (marked.isPresent()) {
            return marked.map(line -> boxed(line).orElse(line)).filter(s -> !s.isEmpty());
        }
        return boxed(text).or(() -> phrase(text)).filter(s -> !s.isEmpty());
    }

    /**
     * The content of the last {@code \boxed{…}}; without braces, as in {@code \boxed 3}, what
     * stands up to the next blank or dollar sign. Empty if there is none or it does not end. Takes
     * time in proportion to the text.
     */
    public static Optional<String> boxed(String text) {
        int at = text.lastIndexOf(BOXED);
        if (at < 0) {
            return Optional.empty();
        }
        int from = at + BOXED.length();
        while (from < text.length() && text.charAt(from) == ' ') {
            from++;
        }
        if (from == text.length() || text.charAt(from) != '{') {
            int end = from;
            while (end < text.length() && " $\n".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            return Optional.of(text.substring(from, end));
        }
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++; // an escaped brace does not count
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return Optional.of(text.substring(from + 1, i).strip());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> phrase(String text) {
        int at = text.lastIndexOf(PHRASE);
        if (at < 0) {
            return Optional.empty();
        }
        String rest = text.substring(at + PHRASE.length());
        String line = rest.lines().findFirst().orElse("");
        int end = line.indexOf(". ");
        String sentence = (end < 0 ? line : line.substring(0, end)).strip();
        return Optional.of(sentence.startsWith(":") ? sentence.substring(1).strip() : sentence);
    }

    private static String withoutMarks(String line) {
        int from = 0;
        while (from < line.length() && line.charAt(from) == '#') {
            from++;
        }
        return line.substring(from).strip();
    }
}
