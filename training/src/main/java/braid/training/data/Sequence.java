package braid.training.data;

import java.util.Arrays;

/**
 * The tokens of one training example, and which of them the loss counts.
 *
 * @param ids the tokens
 * @param loss for each token, whether predicting it counts; as long as {@code ids}. The first token
 *     is predicted from nothing, so it never counts
 */
public record Sequence(int[] ids, boolean[] loss) {

    /** Checks that the lengths agree. The arrays are not copied; do not change them. */
    public Sequence {
        if (ids.length != loss.length) {
            throw new IllegalArgumentException(ids.length + " ids, but a mask of " + loss.length);
        }
    }

    /**
     * A sequence whose loss counts from some token on.
     *
     * @param ids the tokens
     * @param from the first token that counts: 0 for all, the prompt's length for the response
     *     alone
     */
    public static Sequence countedFrom(int[] ids, int from) {
        boolean[] loss = new boolean[ids.length];
        Arrays.fill(loss, Math.min(from, ids.length), ids.length, true);
        return new Sequence(ids, loss);
    }

    /** Number of tokens. */
    public int length() {
        return ids.length;
    }

    /** The first {@code length} tokens. */
    Sequence truncated(int length) {
        return new Sequence(Arrays.copyOf(ids, length), Arrays.copyOf(loss, length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sequence that
                && Arrays.equals(ids, that.ids)
                && Arrays.equals(loss, that.loss);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + Arrays.hashCode(loss);
    }

    @Override
    public String toString() {
        return "Sequence" + Arrays.toString(ids);
    }
}
