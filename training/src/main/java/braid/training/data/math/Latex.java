package braid.training.data.math;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;

/**
 * One way of writing for answers that differ only in typesetting. Goes through the text once, so it
 * takes time in proportion to it, whatever stands there.
 *
 * <ul>
 *   <li>Signs of size and of mode vanish: {@code \left}, {@code \right}, {@code \displaystyle},
 *       dollar signs, {@code \!}; so do signs of money.
 *   <li>Synonyms become one: {@code \dfrac} and {@code \frac}, {@code \leq} and {@code ≤}, {@code
 *       pi} and {@code \pi}, {@code \cdot} and {@code *}, {@code and} and a comma, all matrices.
 *   <li>Arguments get their braces, {@code \frac12} and {@code \sqrt3}, and exponents of one
 *       character lose them.
 *   <li>{@code \text{…}} and its like become their content behind {@link #TEXT}.
 *   <li>Blanks remain only between letters and digits, and behind a comma that follows a digit.
 * </ul>
 */
final class Latex {

    /** Stands where {@code \text} began: what follows are words and no variables. */
    static final char TEXT = '\u0001';

    private static final Set<String> WITHOUT_MEANING =
            Set.of(
                    "left",
                    "right",
                    "big",
                    "Big",
                    "bigl",
                    "bigr",
                    "Bigl",
                    "Bigr",
                    "bigg",
                    "Bigg",
                    "displaystyle",
                    "textstyle",
                    "limits",
                    "boxed");

    private static final Set<String> TEXTS =
            Set.of(
                    "text",
                    "textrm",
                    "textbf",
                    "textit",
                    "textnormal",
                    "mathrm",
                    "mathbf",
                    "mathit",
                    "mathsf",
                    "mbox",
                    "hbox",
                    "operatorname",
                    "emph");

    private static final Set<String> MATRICES =
            Set.of("matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array");

    /** What a command is written as; those that are not here stay as they are. */
    private static final Map<String, String> COMMANDS =
            Map.ofEntries(
                    Map.entry("dfrac", "\\frac"),
                    Map.entry("tfrac", "\\frac"),
                    Map.entry("cfrac", "\\frac"),
                    Map.entry("leq", "\\le"),
                    Map.entry("leqslant", "\\le"),
                    Map.entry("geq", "\\ge"),
                    Map.entry("geqslant", "\\ge"),
                    Map.entry("neq", "\\ne"),
                    Map.entry("lt", "<"),
                    Map.entry("gt", ">"),
                    Map.entry("mid", "|"),
                    Map.entry("vert", "|"),
                    Map.entry("lbrace", "\\{"),
                    Map.entry("rbrace", "\\}"),
                    Map.entry("quad", " "),
                    Map.entry("qquad", " "),
                    Map.entry("space", " "),
                    Map.entry("degree", "^\\circ"),
                    Map.entry("cdot", "*"),
                    Map.entry("times", "*"),
                    Map.entry("div", "/"),
                    Map.entry("varnothing", "\\emptyset"));

    /** Words outside of commands. */
    private static final Map<String, String> WORDS =
            Map.of(
                    "pi", "\\pi",
                    "sqrt", "\\sqrt",
                    "infinity", "\\infty",
                    "inf", "\\infty",
                    "and", ",",
                    "or", ",");

    private static final Map<Character, String> SIGNS =
            Map.ofEntries(
                    Map.entry('−', "-"),
                    Map.entry('–', "-"),
                    Map.entry('×', "*"),
                    Map.entry('·', "*"),
                    Map.entry('÷', "/"),
                    Map.entry('π', "\\pi"),
                    Map.entry('∞', "\\infty"),
                    Map.entry('≤', "\\le"),
                    Map.entry('≥', "\\ge"),
                    Map.entry('≠', "\\ne"),
                    Map.entry('±', "\\pm"),
                    Map.entry('√', "\\sqrt"),
                    Map.entry('∪', "\\cup"),
                    Map.entry('°', "^\\circ"),
                    Map.entry('，', ","),
                    Map.entry('~', " "),
                    Map.entry('$', ""),
                    Map.entry('£', ""),
                    Map.entry('€', ""),
                    Map.entry('¥', ""),
                    Map.entry('￥', ""));

    /** What an open brace belongs to. */
    private enum Brace {
        PLAIN,
        TEXT,
        /** The first of two arguments. */
        NUMERATOR
    }

    private final String in;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Brace> open = new ArrayDeque<>();
    private int at;

    private Latex(String in) {
        this.in = in;
    }

    /** The text in the one way of writing. */
    static String normal(String text) {
        Latex latex = new Latex(text);
        latex.run();
        return withoutBlanks(latex.out);
    }

    private void run() {
        while (at < in.length()) {
            char c = in.charAt(at);
            if (c == '\\') {
                command();
            } else if (Character.isLetter(c) && !SIGNS.containsKey(c)) {
                String word = letters();
                emit(WORDS.getOrDefault(word, word));
            } else if (c == '{') {
                brace(Brace.PLAIN);
            } else if (c == '}') {
                closing();
            } else if (c == '*' && in.startsWith("**", at)) {
                at += 2;
                out.append('^');
            } else {
                at++;
                emit(c <= ' ' ? " " : SIGNS.getOrDefault(c, String.valueOf(c)));
            }
        }
    }

    private String letters() {
        int from = at;
        while (at < in.length() && Character.isLetter(in.charAt(at))) {
            at++;
        }
        return in.substring(from, at);
    }

    /** Appends a word, a sign, or a command with its argument; a blank ends its name. */
    private void emit(String written) {
        out.append(written);
        if (written.equals("\\sqrt") || written.equals("\\frac")) {
            argument(written.equals("\\frac") ? Brace.NUMERATOR : Brace.PLAIN);
        } else if (written.indexOf('\\') >= 0
                && isAsciiLetter(written.charAt(written.length() - 1))) {
            out.append(' ');
        }
    }

    private void command() {
        at++;
        if (at == in.length()) {
            return;
        }
        char c = in.charAt(at);
        if (!isAsciiLetter(c)) {
            at++;
            escaped(c);
            return;
        }
        int from = at;
        while (at < in.length() && isAsciiLetter(in.charAt(at))) {
            at++;
        }
        String name = in.substring(from, at);
        if (name.equals("begin") || name.equals("end")) {
            environment(name);
        } else if (TEXTS.contains(name)) {
            skipBlanks();
            if (at < in.length() && in.charAt(at) == '{') {
                brace(Brace.TEXT);
            }
        } else if (!WITHOUT_MEANING.contains(name)) {
            emit(COMMANDS.getOrDefault(name, "\\" + name));
        }
    }

    private void escaped(char c) {
        switch (c) {
            case '!' -> close();
            case '$', '(', ')', '[', ']' -> {}
            case ',', ';', ':', ' ' -> out.append(isBetweenDigits(c) ? "" : " ");
            case '{', '}', '\\', '|' -> out.append('\\').append(c);
            default -> out.append(c); // \%, \#, \&, \_
        }
    }

    /** A negative space joins what stands before and behind it: {@code 111, \! 111}. */
    private void close() {
        while (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
        skipBlanks();
    }

    /** A thin space groups digits. */
    private boolean isBetweenDigits(char space) {
        return space == ','
                && !out.isEmpty()
                && Character.isDigit(out.charAt(out.length() - 1))
                && at < in.length()
                && Character.isDigit(in.charAt(at));
    }

    private void environment(String beginOrEnd) {
        int end = in.indexOf('}', at);
        if (at == in.length() || in.charAt(at) != '{' || end < 0) {
            return;
        }
        String name = in.substring(at + 1, end);
        at = end + 1;
        if (name.equals("array") && beginOrEnd.equals("begin") && in.startsWith("{", at)) {
            int columns = in.indexOf('}', at);
            at = columns < 0 ? in.length() : columns + 1;
        }
        out.append('\\').append(beginOrEnd).append('{');
        out.append(MATRICES.contains(name) ? "matrix" : name).append('}');
    }

    private void brace(Brace kind) {
        if (kind == Brace.PLAIN && in.startsWith("{,}", at)) {
            at += 3; // 10{,}000
        } else if (kind == Brace.PLAIN && isExponent() && in.startsWith("}", at + 2)) {
            out.append(in.charAt(at + 1));
            at += 3;
        } else if (kind == Brace.PLAIN && isExponent() && in.startsWith("{\\circ}", at)) {
            out.append("\\circ");
            at += 7;
        } else {
            at++;
            open.push(kind);
            out.append(kind == Brace.TEXT ? TEXT : '{');
        }
    }

    private boolean isExponent() {
        int last = out.length() - 1;
        return last >= 0 && (out.charAt(last) == '^' || out.charAt(last) == '_');
    }

    private void closing() {
        at++;
        Brace kind = open.isEmpty() ? Brace.PLAIN : open.pop();
        out.append(kind == Brace.TEXT ? ' ' : '}');
        if (kind == Brace.NUMERATOR) {
            argument(Brace.PLAIN);
        }
    }

    /** Gives an argument of one character its braces; one in braces is opened. */
    private void argument(Brace kind) {
        skipBlanks();
        if (at == in.length()) {
            return;
        }
        char c = in.charAt(at);
        if (c == '{') {
            at++;
            open.push(kind);
            out.append('{');
        } else if (Character.isLetterOrDigit(c) && !SIGNS.containsKey(c)) {
            at++;
            out.append('{').append(c).append('}');
            if (kind == Brace.NUMERATOR) {
                argument(Brace.PLAIN);
            }
        }
    }

    private void skipBlanks() {
        while (at < in.length() && in.charAt(at) == ' ') {
            at++;
        }
    }

    /** Blanks where they part letters or digits, or elements of a list; no full stop at the end. */
    static String withoutBlanks(CharSequence text) {
        StringBuilder kept = new StringBuilder();
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ') {
                blank = true;
                continue;
            }
            if (blank && !kept.isEmpty() && separates(kept, c)) {
                kept.append(' ');
            }
            blank = false;
            kept.append(c);
        }
        int end = kept.length();
        while (end > 0 && (kept.charAt(end - 1) == '.' || kept.charAt(end - 1) == TEXT)) {
            end--;
        }
        return kept.substring(0, end);
    }

    /** Whether a blank is kept between what there is and the next character. */
    private static boolean separates(StringBuilder before, char after) {
        char last = before.charAt(before.length() - 1);
        boolean inList =
                last == ','
                        && before.length() > 1
                        && Character.isDigit(before.charAt(before.length() - 2));
        return Character.isLetterOrDigit(after) && (Character.isLetterOrDigit(last) || inList);
    }

    private static boolean isAsciiLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
