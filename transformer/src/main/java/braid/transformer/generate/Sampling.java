package braid.transformer.generate;

import braid.tensor.TensorException;
import braid.tensor.random.Random;

import java.util.Arrays;
import java.util.BitSet;

/**
 * How the next token is chosen from logits. Begin with one of the four factories; the other methods
 * return a changed copy:
 *
 * <pre>{@code
 * Sampling.temperature(0.8, seed).topK(40).topP(0.95).minP(0.05)
 * }</pre>
 *
 * <p>The rules apply in this order, which is that of Hugging Face's library: repetition penalty,
 * (what a {@link TokenConstraint} forbids), temperature, top-k, top-p, min-p.
 *
 * @param temperature 0 takes the likeliest token; larger values flatten the distribution
 * @param topK only the k likeliest tokens; 0 for all
 * @param topP only the smallest set of likeliest tokens whose probabilities reach this sum (nucleus
 *     sampling, Holtzman et al. 2019, arXiv:1904.09751); 1 for all
 * @param minP only tokens with at least this share of the probability of the likeliest (Nguyen et
 *     al. 2024, arXiv:2407.01082); 0 for all
 * @param repetitionPenalty positive logits of tokens that the prompt or the continuation already
 *     has are divided by this, negative ones multiplied (Keskar et al. 2019, arXiv:1909.05858,
 *     section 4.1); 1 for none. It acts at temperature 0 too
 * @param seed of the draws; sequence {@code r} of a batch draws from stream {@code r}, unless the
 *     generator is told otherwise
 */
public record Sampling(
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        long seed) {

    /** Checks the ranges. */
    public Sampling {
        boolean penalty = repetitionPenalty > 0 && repetitionPenalty < Double.POSITIVE_INFINITY;
        boolean shares = topP > 0 && topP <= 1 && minP >= 0 && minP <= 1;
        if (!(temperature >= 0) || topK < 0 || !shares || !penalty) {
            throw new IllegalArgumentException(
                    "sampling: temperature %s, top-k %s, top-p %s, min-p %s, repetition penalty %s"
                                    .formatted(temperature, topK, topP, minP, repetitionPenalty)
                            + "\n  HINT: temperature >= 0, top-k >= 0, 0 < top-p <= 1,"
                            + " 0 <= min-p <= 1, repetition penalty > 0");
        }
    }

    /** Always the likeliest token; the lowest id of equals. */
    public static Sampling greedy() {
        return new Sampling(0, 0, 1, 0, 1, 0);
    }

    /** The whole distribution at this temperature. */
    public static Sampling temperature(double temperature, long seed) {
        return new Sampling(temperature, 0, 1, 0, 1, seed);
    }

    /** The k likeliest tokens at temperature 1. */
    public static Sampling topK(int k, long seed) {
        return temperature(1, seed).topK(k);
    }

    /** This with only the k likeliest tokens. */
    public Sampling topK(int k) {
        return new Sampling(temperature, k, topP, minP, repetitionPenalty, seed);
    }

    /** This with only the likeliest tokens that together reach a probability. */
    public Sampling topP(double p) {
        return new Sampling(temperature, topK, p, minP, repetitionPenalty, seed);
    }

    /** This with only tokens of some share of the likeliest one's probability. */
    public Sampling minP(double p) {
        return new Sampling(temperature, topK, topP, p, repetitionPenalty, seed);
    }

    /** This with a penalty on tokens that are there already. */
    public Sampling repetitionPenalty(double penalty) {
        return new Sampling(temperature, topK, topP, minP, penalty, seed);
    }

    /**
     * Applies the repetition penalty.
     *
     * @param logits one an id; changed in place
     * @param seen ids of prompt and continuation
     */
    void penalise(float[] logits, BitSet seen) {
        if (repetitionPenalty == 1) {
            return;
        }
        for (int id = seen.nextSetBit(0); id >= 0; id = seen.nextSetBit(id + 1)) {
            double l = logits[id];
            logits[id] = (float) (l > 0 ? l / repetitionPenalty : l * repetitionPenalty);
        }
    }

    /**
     * Chooses a token.
     *
     * @param logits one an id; left unchanged
     * @param random used for one draw, unless the temperature is 0
     * @throws TensorException if a constraint has left no token
     */
    int choose(float[] logits, Random random) {
        int best = argmax(logits);
        if (logits[best] == Float.NEGATIVE_INFINITY) {
            throw new TensorException(
                    "generate: no token may come next", "a constraint has to leave at least one");
        }
        if (temperature == 0) {
            return best;
        }
        int[] order = byLikelihood(logits);
        int count = topK > 0 ? Math.min(topK, order.length) : order.length;
        double[] weights = new double[count];
        double total = 0;
        for (int i = 0; i < count; i++) {
            weights[i] = Math.exp((logits[order[i]] - logits[best]) / temperature);
            total += weights[i];
        }
        double kept = 0;
        int n = 0;
        // The likeliest weighs 1, so that a weight is its share of the likeliest probability.
        while (n < count && (n == 0 || kept < topP * total && weights[n] >= minP)) {
            kept += weights[n++];
        }
        double u = random.nextDouble() * kept;
        for (int i = 0; i < n; i++) {
            u -= weights[i];
            if (u < 0) {
                return order[i];
            }
        }
        return order[n - 1];
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Ids from the likeliest on, equals by id, without those that cannot come. */
    private static int[] byLikelihood(float[] logits) {
        long[] keys = new long[logits.length];
        int n = 0;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > Float.NEGATIVE_INFINITY) {
                int bits = Float.floatToIntBits(logits[i]);
                int ascending = bits ^ ((bits >> 31) & 0x7FFFFFFF);
                keys[n++] = ((long) ~ascending << 32) | i;
            }
        }
        Arrays.sort(keys, 0, n);
        int[] ids = new int[n];
        for (int i = 0; i < n; i++) {
            ids[i] = (int) keys[i];
        }
        return ids;
    }
}
