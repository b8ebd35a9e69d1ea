package braid.training.data;

import java.util.Arrays;

/** Token ids put together from parts. */
public final class Tokens {

    private static final int FIRST_CAPACITY = 64;

    private int[] ids = new int[FIRST_CAPACITY];
    private int length;

    /** Appends one token. */
    public Tokens add(int id) {
        return add(new int[] {id}, 0, 1);
    }

    /** Appends tokens. */
    public Tokens add(int[] part) {
        return add(part, 0, part.length);
    }

    /** Appends the tokens of a part from one index up to, and without, another. */
    public Tokens add(int[] part, int from, int to) {
        int n = to - from;
        if (length + n > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(2 * ids.length, length + n));
        }
        System.arraycopy(part, from, ids, length, n);
        length += n;
        return this;
    }

    /** Appends one token several times. */
    public Tokens repeat(int id, int times) {
        int[] part = new int[times];
        Arrays.fill(part, id);
        return add(part);
    }

    /** Number of tokens so far. */
    public int length() {
        return length;
    }

    /** The tokens so far. */
    public int[] toArray() {
        return Arrays.copyOf(ids, length);
    }
}
