package braid.transformer.tokenizer.bpe;

import static braid.transformer.tokenizer.bpe.Characters.LETTER;
import static braid.transformer.tokenizer.bpe.Characters.NUMBER;
import static braid.transformer.tokenizer.bpe.Characters.OTHER;
import static braid.transformer.tokenizer.bpe.Characters.SPACE;

import org.jspecify.annotations.Nullable;

/**
 * How a text is cut into words before pairs of bytes are merged inside them. Each pattern is a
 * scanner written by hand that cuts where its regular expression does: one pass, linear time, and
 * no expression from a file is ever run.
 */
public enum SplitPattern {
    /** GPT-2's. */
    GPT2("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+") {
        @Override
        int end(byte[] text, int from, int to) {
            int lead = text[from];
            if (lead == '\'') {
                int end = contraction(text, from, to, false);
                if (end > 0) {
                    return end;
                }
            }
            int at = lead == ' ' && from + 1 < to ? from + 1 : from;
            int kind = Characters.kind(text, at);
            return kind == SPACE
                    ? spaces(text, from, to)
                    : Characters.run(text, Characters.next(text, at), to, kind);
        }
    },

    /** Llama 3's: numbers of at most three digits, line ends with what stands before them. */
    LLAMA3(modern("\\p{N}{1,3}")) {
        @Override
        int end(byte[] text, int from, int to) {
            return modernEnd(text, from, to, 3);
        }
    },

    /** That of Qwen 2 and 3: Llama 3's with one digit a word. */
    QWEN2(modern("\\p{N}")) {
        @Override
        int end(byte[] text, int from, int to) {
            return modernEnd(text, from, to, 1);
        }
    };

    private final String regex;

    SplitPattern(String regex) {
        this.regex = regex;
    }

    private static String modern(String numbers) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"
                + numbers
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    /** The expression as tokenizer files write it. */
    public String regex() {
        return regex;
    }

    /** The pattern with an expression, or null. */
    static @Nullable SplitPattern of(String regex) {
        for (SplitPattern pattern : values()) {
            if (pattern.regex.equals(regex)) {
                return pattern;
            }
        }
        return null;
    }

    /**
     * Where the word ends that begins at a position.
     *
     * @param text well-formed UTF-8
     * @param from a position in front of {@code to}
     * @param to end of the text
     */
    abstract int end(byte[] text, int from, int to);

    private static int modernEnd(byte[] text, int from, int to, int digits) {
        int lead = text[from];
        if (lead == '\'') {
            int end = contraction(text, from, to, true);
            if (end > 0) {
                return end;
            }
        }
        int kind = Characters.kind(text, from);
        int second = Characters.next(text, from);
        if (kind == LETTER) {
            return Characters.run(text, second, to, LETTER);
        }
        if (kind == NUMBER) {
            int at = second;
            for (int i = 1; i < digits && at < to && Characters.kind(text, at) == NUMBER; i++) {
                at = Characters.next(text, at);
            }
            return at;
        }
        int after = second < to ? Characters.kind(text, second) : SPACE;
        if (after == LETTER && !isLineEnd(lead)) {
            return Characters.run(text, second, to, LETTER);
        }
        if (kind == OTHER || lead == ' ' && after == OTHER) {
            int at = Characters.run(text, second, to, OTHER);
            while (at < to && isLineEnd(text[at])) {
                at++;
            }
            return at;
        }
        return lines(text, from, to);
    }

    /** A run of spaces up to its last line end; without one as {@link #spaces}. */
    private static int lines(byte[] text, int from, int to) {
        int end = Characters.run(text, from, to, SPACE);
        for (int at = end; at > from; at--) {
            if (isLineEnd(text[at - 1])) {
                return at;
            }
        }
        return spaces(text, from, to);
    }

    /** A run of spaces but for its last, which belongs to the word behind it. */
    private static int spaces(byte[] text, int from, int to) {
        int last = from;
        int at = from;
        while (at < to && Characters.kind(text, at) == SPACE) {
            last = at;
            at = Characters.next(text, at);
        }
        return at == to || last == from ? at : last;
    }

    private static boolean isLineEnd(int b) {
        return b == '\n' || b == '\r';
    }

    /** End of a contraction such as {@code 's} or {@code 've}, or 0. */
    private static int contraction(byte[] text, int from, int to, boolean anyCase) {
        int left = to - from;
        if (left < 2) {
            return 0;
        }
        int mask = anyCase ? 0x20 : 0;
        int first = text[from + 1] | mask;
        if (first == 's' || first == 't' || first == 'm' || first == 'd') {
            return from + 2;
        }
        if (left < 3) {
            return 0;
        }
        if (anyCase && text[from + 1] == (byte) 0xC5 && text[from + 2] == (byte) 0xBF) {
            return from + 3; // U+017F is an s to an expression that ignores case
        }
        int second = text[from + 2] | mask;
        boolean two =
                first == 'l' ? second == 'l' : second == 'e' && (first == 'r' || first == 'v');
        return two ? from + 3 : 0;
    }
}
