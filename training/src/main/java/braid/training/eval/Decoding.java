package braid.training.eval;

import braid.transformer.generate.Sampling;

/**
 * How a model is asked.
 *
 * @param sampling how it chooses tokens
 * @param samples how many answers it gives to each question, 1 or more
 */
public record Decoding(Sampling sampling, int samples) {

    /** Checks the range. */
    public Decoding {
        if (samples < 1) {
            throw new IllegalArgumentException("decoding: " + samples + " samples");
        }
    }

    /** One answer, always the likeliest token. */
    public static Decoding greedy() {
        return new Decoding(Sampling.greedy(), 1);
    }

    /**
     * Some answers at temperature 1.
     *
     * @param topK only the k likeliest tokens; 0 for all
     * @param seed of the draws
     */
    public static Decoding sampled(int samples, int topK, long seed) {
        return new Decoding(Sampling.topK(topK, seed), samples);
    }
}
