package braid.transformer.tokenizer.bpe;

import java.util.Arrays;

/** Ids of tokens by their bytes, without an object a look-up. */
final class TokenTable {

    private final byte[][] tokens;
    private final int[] slots;

    /**
     * @param tokens bytes by id; empty ones are not found
     */
    TokenTable(byte[][] tokens) {
        this.tokens = tokens;
        slots = new int[Integer.highestOneBit(Math.max(tokens.length, 4)) << 2];
        for (int id = 0; id < tokens.length; id++) {
            byte[] token = tokens[id];
            if (token.length > 0) {
                slots[slot(token, 0, token.length)] = id + 1;
            }
        }
    }

    /** Id of the token with these bytes, or -1. */
    int find(byte[] text, int from, int to) {
        return slots[slot(text, from, to)] - 1;
    }

    /** Where the token is, or would be. */
    private int slot(byte[] text, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        int slot =
                (hash ^ hash >>> 15) * 0x9E3779B9
                        >>> Integer.numberOfLeadingZeros(slots.length) + 1;
        while (slots[slot] != 0) {
            byte[] token = tokens[slots[slot] - 1];
            if (Arrays.equals(token, 0, token.length, text, from, to)) {
                return slot;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }
}
