package braid.transformer.tokenizer.bpe;

import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.ByteTokenizer;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Text of tokens as they are generated. A character whose bytes lie in several tokens comes whole,
 * with the last of them; all that {@link #add} gives, and then {@link #end}, is what {@link
 * Tokenizer#decode} makes of all the ids. Tokenizers whose tokens are no bytes decode all ids anew
 * for each: that of words, whose texts only grow, and whose answers are short.
 */
public final class StreamingDecoder {

    private static final byte[] NONE = {};

    private final Tokenizer tokenizer;
    private final @Nullable IntFunction<byte[]> bytes;
    private final Ids ids = new Ids(16);
    private int given;
    private boolean leadingSpace;
    private byte[] held = NONE;

    /** At the beginning of a text. */
    public StreamingDecoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        bytes = bytes(tokenizer);
        leadingSpace = leadingSpace(tokenizer);
    }

    private static boolean leadingSpace(Tokenizer tokenizer) {
        return switch (tokenizer) {
            case BpeTokenizer bpe -> bpe.leadingSpace();
            case PublishedTokenizer published -> published.base().leadingSpace();
            case AddedTokens added -> leadingSpace(added.base());
            default -> false;
        };
    }

    /** The bytes of each token, or null where tokens are none. */
    private static @Nullable IntFunction<byte[]> bytes(Tokenizer tokenizer) {
        return switch (tokenizer) {
            case BpeTokenizer bpe -> bpe::bytes;
            case PublishedTokenizer published -> published.base()::bytes;
            case ByteTokenizer plain ->
                    id ->
                            id < Tokenizer.SPECIALS
                                    ? NONE
                                    : new byte[] {(byte) (id - Tokenizer.SPECIALS)};
            case AddedTokens added -> {
                var base = bytes(added.base());
                yield base == null ? null : id -> id < added.base().size() ? base.apply(id) : NONE;
            }
            default -> null;
        };
    }

    /** The text that a token completes; empty while a character is incomplete. */
    public String add(int id) {
        if (bytes == null) {
            ids.add(id);
            String text = tokenizer.decode(ids.toArray());
            String fresh = text.substring(given);
            given = text.length();
            return fresh;
        }
        byte[] token = bytes.apply(id);
        if (token.length > 0 && leadingSpace) {
            leadingSpace = false;
            token = token[0] == ' ' ? Arrays.copyOfRange(token, 1, token.length) : token;
        }
        byte[] all = Arrays.copyOf(held, held.length + token.length);
        System.arraycopy(token, 0, all, held.length, token.length);
        int whole = all.length - incomplete(all);
        held = Arrays.copyOfRange(all, whole, all.length);
        return new String(all, 0, whole, StandardCharsets.UTF_8);
    }

    /** What is left: the replacement character for a character that never became complete. */
    public String end() {
        String text = new String(held, StandardCharsets.UTF_8);
        held = NONE;
        return text;
    }

    /** Bytes at the end that may be the beginning of a character. */
    private static int incomplete(byte[] text) {
        for (int n = 1; n <= Math.min(3, text.length); n++) {
            int lead = text[text.length - n] & 0xFF;
            if (lead >= 0xC0) {
                boolean open = lead >= 0xC2 && lead <= 0xF4 && n < length(lead);
                return open && (n == 1 || canFollow(lead, text[text.length - n + 1])) ? n : 0;
            }
            if (lead < 0x80) {
                return 0;
            }
        }
        return 0;
    }

    private static int length(int lead) {
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    /**
     * Whether a second byte leaves a character possible: Unicode's table 3-7, but for surrogates.
     */
    private static boolean canFollow(int lead, byte second) {
        int b = second & 0xFF;
        return switch (lead) {
            case 0xE0 -> b >= 0xA0;
            case 0xF0 -> b >= 0x90;
            case 0xF4 -> b < 0x90;
            default -> true;
        };
    }
}
