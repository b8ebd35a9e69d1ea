package braid.transformer.generate;

import java.util.BitSet;

/**
 * Decides which tokens may come next; for example none of the latent ones, or exactly k of them.
 */
@FunctionalInterface
public interface TokenConstraint {

    /**
     * Sets forbidden logits to negative infinity. At least one must be left.
     *
     * @param generated ids so far, without the prompt; only the first {@code count} are valid
     * @param count number of ids so far
     * @param logits one a token id; to be changed in place
     */
    void mask(int[] generated, int count, float[] logits);

    /** What both this and another leave. */
    default TokenConstraint and(TokenConstraint other) {
        return (generated, count, logits) -> {
            mask(generated, count, logits);
            other.mask(generated, count, logits);
        };
    }

    /** Every token may come. */
    static TokenConstraint none() {
        return (generated, count, logits) -> {};
    }

    /** These tokens never come. */
    static TokenConstraint forbid(BitSet ids) {
        return (generated, count, logits) -> {
            for (int id = ids.nextSetBit(0); id >= 0; id = ids.nextSetBit(id + 1)) {
                logits[id] = Float.NEGATIVE_INFINITY;
            }
        };
    }

    /** Only these tokens come. */
    static TokenConstraint allow(BitSet ids) {
        return (generated, count, logits) -> {
            for (int id = 0; id < logits.length; id++) {
                if (!ids.get(id)) {
                    logits[id] = Float.NEGATIVE_INFINITY;
                }
            }
        };
    }
}
