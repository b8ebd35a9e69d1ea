package braid.transformer.tokenizer.bpe;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The printable character by which GPT-2's files write each byte (Radford et al. 2019, {@code
 * bytes_to_unicode} of its encoder): visible Latin-1 characters stand for themselves, the other 68
 * bytes for U+0100 and up, so that a space is {@code Ġ} and a line feed {@code Ċ}.
 */
final class ByteAlphabet {

    private static final int BYTES = 256;
    private static final char[] CHARACTERS = new char[BYTES];
    private static final short[] VALUES = new short[2 * BYTES];

    static {
        Arrays.fill(VALUES, (short) -1);
        char next = BYTES;
        for (int b = 0; b < BYTES; b++) {
            boolean visible = b > ' ' && b < 0x7F || b > 0xA0 && b != 0xAD;
            CHARACTERS[b] = visible ? (char) b : next++;
            VALUES[CHARACTERS[b]] = (short) b;
        }
    }

    private ByteAlphabet() {}

    /** The characters of bytes. */
    static String text(byte... bytes) {
        char[] text = new char[bytes.length];
        for (int i = 0; i < text.length; i++) {
            text[i] = CHARACTERS[bytes[i] & 0xFF];
        }
        return new String(text);
    }

    /** The bytes that characters stand for, or null if one stands for none. */
    static byte @Nullable [] bytes(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = text.charAt(i);
            if (c >= VALUES.length || VALUES[c] < 0) {
                return null;
            }
            bytes[i] = (byte) VALUES[c];
        }
        return bytes;
    }
}
