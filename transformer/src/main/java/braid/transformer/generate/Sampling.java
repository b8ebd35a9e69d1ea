package braid.transformer.generate;

import braid.tensor.random.Random;

import java.util.Arrays;

/**
 * How the next token is chosen from logits.
 *
 * @param temperature 0 takes the likeliest token; larger values flatten the distribution
 * @param topK only the k likeliest tokens; 0 for all
 * @param topP only the smallest set of likeliest tokens whose probabilities reach this sum (nucleus
 *     sampling, Holtzman et al. 2019, arXiv:1904.09751); 1 for all
 * @param seed of the draws; sequence {@code r} of a batch draws from stream {@code r}, unless the
 *     generator is told otherwise
 */
public record Sampling(double temperature, int topK, double topP, long seed) {

    /** Checks the ranges. */
    public Sampling {
        if (!(temperature >= 0) || topK < 0 || !(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException(
                    "sampling: temperature "
                            + temperature
                            + ", top-k "
                            + topK
                            + ", top-p "
                            + topP
                            + "\n  HINT: temperature >= 0, top-k >= 0, 0 < top-p <= 1");
        }
    }

    /** Always the likeliest token; the lowest id of equals. */
    public static Sampling greedy() {
        return new Sampling(0, 0, 1, 0);
    }

    /** The whole distribution at this temperature. */
    public static Sampling temperature(double temperature, long seed) {
        return new Sampling(temperature, 0, 1, seed);
    }

    /** The k likeliest tokens at temperature 1. */
    public static Sampling topK(int k, long seed) {
        return new Sampling(1, k, 1, seed);
    }

    /**
     * Chooses a token.
     *
     * @param logits one an id; left unchanged
     * @param random used for one draw, unless the temperature is 0
     */
    int choose(float[] logits, Random random) {
        int best = argmax(logits);
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
        while (n < count && (n == 0 || kept < topP * total)) {
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
