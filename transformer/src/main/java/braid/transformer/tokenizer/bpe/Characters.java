package braid.transformer.tokenizer.bpe;

/**
 * Letters, numbers and spaces in UTF-8, as the split patterns mean them: {@code \p{L}}, {@code
 * \p{N}} and {@code \s} of Unicode (White_Space). The text has to be well-formed.
 */
final class Characters {

    static final int OTHER = 0;
    static final int LETTER = 1;
    static final int NUMBER = 2;
    static final int SPACE = 3;

    private static final int SHIFT = 8;
    private static final int KIND = (1 << SHIFT) - 1;

    /** Kinds of the basic plane, which nearly all text is of. */
    private static final byte[] KINDS = new byte[1 << 16];

    static {
        for (int c = 0; c < KINDS.length; c++) {
            KINDS[c] = (byte) compute(c);
        }
    }

    private Characters() {}

    /** Kind of the character that begins at a position. */
    static int kind(byte[] text, int at) {
        int b = text[at];
        return b >= 0 ? KINDS[b] : wide(text, at) & KIND;
    }

    /** End of the character that begins at a position. */
    static int next(byte[] text, int at) {
        int b = text[at];
        return b >= 0 ? at + 1 : at + length(b);
    }

    /** Where a run of one kind ends; it may be empty. */
    static int run(byte[] text, int from, int to, int kind) {
        int at = from;
        while (at < to) {
            int b = text[at];
            if (b >= 0) {
                if (KINDS[b] != kind) {
                    return at;
                }
                at++;
            } else {
                int wide = wide(text, at);
                if ((wide & KIND) != kind) {
                    return at;
                }
                at += wide >> SHIFT;
            }
        }
        return at;
    }

    /** Bytes of the character with a lead byte. */
    private static int length(int lead) {
        return (lead & 0xE0) == 0xC0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : 4;
    }

    /** Kind and number of bytes of a character outside of ASCII. */
    private static int wide(byte[] text, int at) {
        int b = text[at];
        int second = text[at + 1] & 0x3F;
        if ((b & 0xE0) == 0xC0) {
            return KINDS[(b & 0x1F) << 6 | second] | 2 << SHIFT;
        }
        int third = text[at + 2] & 0x3F;
        if ((b & 0xF0) == 0xE0) {
            return KINDS[(b & 0x0F) << 12 | second << 6 | third] | 3 << SHIFT;
        }
        int fourth = text[at + 3] & 0x3F;
        return compute((b & 0x07) << 18 | second << 12 | third << 6 | fourth) | 4 << SHIFT;
    }

    private static int compute(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER ->
                    LETTER;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
                    NUMBER;
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    SPACE;
            default -> c >= '\t' && c <= '\r' || c == 0x85 ? SPACE : OTHER;
        };
    }
}
