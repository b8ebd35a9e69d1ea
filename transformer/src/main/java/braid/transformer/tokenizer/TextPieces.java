package braid.transformer.tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts text into words and puts it together again. A piece is a run of letters, one digit, or one
 * other character. Between two words one space is understood, and none before closing punctuation,
 * around line breaks and around spaces that stand for themselves; where the text has it otherwise,
 * a piece says so: {@link #GLUE} for a missing space, {@code " "} for an additional one. A word
 * with a capital first letter is {@link #CAPITAL} and the word in lower case, so that both forms
 * share a token.
 */
final class TextPieces {

    /** The next two pieces are not separated by the space that would be understood. */
    static final String GLUE = "<glue>";

    /** The next word has a capital first letter. */
    static final String CAPITAL = "<cap>";

    private static final String CLOSING = ".,:;?!)]}'\"%";

    private TextPieces() {}

    /** The pieces of a text, in order. */
    static List<String> split(String text) {
        List<String> pieces = new ArrayList<>();
        String before = "\n";
        int at = 0;
        while (at < text.length()) {
            int end = end(text, at);
            boolean space = text.charAt(at) == ' ' && end < text.length();
            String next = space ? text.substring(end, end(text, end)) : "";
            if (space && impliesSpace(before, next)) {
                // The space is understood; the word behind it is the piece.
                at = end;
                end = end(text, at);
            } else if (impliesSpace(before, text.substring(at, end))) {
                pieces.add(GLUE);
            }
            String piece = text.substring(at, end);
            add(pieces, piece);
            before = piece;
            at = end;
        }
        return pieces;
    }

    private static void add(List<String> pieces, String word) {
        String lower = lower(word);
        if (!lower.equals(word) && capitalised(lower).equals(word)) {
            pieces.add(CAPITAL);
            pieces.add(lower);
        } else {
            pieces.add(word);
        }
    }

    private static String lower(String word) {
        int first = word.codePointAt(0);
        return Character.toString(Character.toLowerCase(first))
                + word.substring(Character.charCount(first));
    }

    private static String capitalised(String word) {
        int first = word.codePointAt(0);
        return Character.toString(Character.toUpperCase(first))
                + word.substring(Character.charCount(first));
    }

    /** End of the piece that begins at a position. */
    private static int end(String text, int at) {
        int first = text.codePointAt(at);
        int end = at + Character.charCount(first);
        while (Character.isLetter(first)
                && end < text.length()
                && Character.isLetter(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }

    /** Whether one space is understood between two pieces. */
    private static boolean impliesSpace(String before, String after) {
        return !isSpace(before)
                && !isSpace(after)
                && !(after.length() == 1 && CLOSING.contains(after));
    }

    private static boolean isSpace(String piece) {
        return piece.length() == 1 && Character.isWhitespace(piece.charAt(0));
    }

    /** The text of pieces: the inverse of {@link #split}. */
    static String join(List<String> pieces) {
        var text = new StringBuilder();
        String before = "\n";
        boolean glue = false;
        boolean capital = false;
        for (String piece : pieces) {
            if (piece.equals(GLUE)) {
                glue = true;
            } else if (piece.equals(CAPITAL)) {
                capital = true;
            } else {
                String word = capital ? capitalised(piece) : piece;
                text.append(!glue && impliesSpace(before, word) ? " " : "").append(word);
                before = word;
                glue = false;
                capital = false;
            }
        }
        return text.toString();
    }
}
