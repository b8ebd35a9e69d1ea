package braid.training.data.math;

import java.util.ArrayList;
import java.util.List;

/** Brackets in text as {@link Latex} writes it. Kinds are not told apart: intervals mix them. */
final class Nesting {

    private static final String BEGIN = "\\begin{matrix}";
    private static final String END = "\\end{matrix}";

    private Nesting() {}

    /** The parts between separators that stand in no brackets; at least one. */
    static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        int i = 0;
        while (i < text.length()) {
            if (depth == 0 && text.startsWith(separator, i)) {
                parts.add(text.substring(from, i));
                i += separator.length();
                from = i;
            } else {
                depth = Math.max(0, depth + step(text, i));
                i++;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    /** How many brackets are open before a position. */
    static int depth(String text, int end) {
        int depth = 0;
        for (int i = 0; i < end; i++) {
            depth = Math.max(0, depth + step(text, i));
        }
        return depth;
    }

    private static int step(String text, int at) {
        return switch (text.charAt(at)) {
            case '(', '[', '{' -> 1;
            case ')', ']', '}' -> -1;
            case '\\' ->
                    text.startsWith("\\begin{", at) ? 1 : text.startsWith("\\end{", at) ? -1 : 0;
            default -> 0;
        };
    }

    /** Whether the first character opens a bracket that the last one closes. */
    static boolean isEnclosed(String text) {
        boolean set = text.startsWith("\\{") && text.endsWith("\\}");
        boolean bracket =
                !text.isEmpty()
                        && "([{".indexOf(text.charAt(0)) >= 0
                        && ")]}".indexOf(text.charAt(text.length() - 1)) >= 0
                        && !text.endsWith("\\}");
        if (!set && !bracket || set && text.length() < 4) {
            return false;
        }
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            int step = step(text, i);
            depth += step;
            if (depth == 0 && step < 0) {
                return i == text.length() - 1;
            }
        }
        return false;
    }

    /** Whether the content of a set names a condition, as in {@code x|x>0}. */
    static boolean isCondition(String inner) {
        return inner.contains("|") || inner.contains(":");
    }

    /** Whether a matrix is all there is. */
    static boolean isMatrix(String text) {
        return text.startsWith(BEGIN)
                && text.endsWith(END)
                && text.indexOf(END) == text.length() - END.length();
    }

    static String matrixContent(String matrix) {
        return matrix.substring(BEGIN.length(), matrix.length() - END.length());
    }
}
