package braid.transformer.tokenizer.bpe;

import braid.tensor.TensorException;
import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.ByteTokenizer;
import braid.transformer.tokenizer.Tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Text of tokens as they are generated. A character whose bytes lie in several tokens comes whole,
 * with the last of them; all that {@link #add} gives, and then {@link #end}, is what {@link
 * Tokenizer#decode} makes of all the ids.
 */
public final class StreamingDecoder {

    private static final byte[] NONE = {};

    private final IntFunction<byte[]> bytes;
    private boolean leadingSpace;
    private byte[] held = NONE;

    /**
     * @param tokenizer of bytes: {@link BpeTokenizer} or {@link ByteTokenizer}, with added tokens
     *     perhaps
     * @throws TensorException for another
     */
    public StreamingDecoder(Tokenizer tokenizer) {
        bytes = bytes(tokenizer);
        Tokenizer base = tokenizer instanceof AddedTokens added ? added.base() : tokenizer;
        leadingSpace = base instanceof BpeTokenizer bpe && bpe.leadingSpace();
    }

    private static IntFunction<byte[]> bytes(Tokenizer tokenizer) {
        return switch (tokenizer) {
            case BpeTokenizer bpe -> bpe::bytes;
            case ByteTokenizer plain ->
                    id ->
                            id < Tokenizer.SPECIALS
                                    ? NONE
                                    : new byte[] {(byte) (id - Tokenizer.SPECIALS)};
            case AddedTokens added -> {
                var base = bytes(added.base());
                yield id -> id < added.base().size() ? base.apply(id) : NONE;
            }
            default ->
                    throw new TensorException(
                            "tokenizer: "
                                    + tokenizer.getClass().getSimpleName()
                                    + " has no tokens of bytes",
                            "collect the ids and use decode");
        };
    }

    /** The text that a token completes; empty while a character is incomplete. */
    public String add(int id) {
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
