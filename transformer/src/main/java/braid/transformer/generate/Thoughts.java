package braid.transformer.generate;

import braid.tensor.TensorException;

/**
 * Continuous thoughts (Coconut; Hao et al. 2024, arXiv:2412.06769) between a prompt and what is
 * written: the last hidden state, after the final normalisation, is the input embedding of the next
 * position, some times over. Then a token that ends them is read.
 *
 * @param count how many thoughts; 0 for the end alone
 * @param end token that ends them; -1 for nothing at all
 */
public record Thoughts(int count, int end) {

    /** Refuses thoughts that do not end. */
    public Thoughts {
        if (count < 0 || end < 0 && count > 0) {
            throw new TensorException(
                    "generate: " + count + " continuous thoughts, ended by token " + end,
                    "give 0 or more, and the token that ends them");
        }
    }

    /** A prompt that is followed by its continuation. */
    public static Thoughts none() {
        return new Thoughts(0, -1);
    }

    /** Positions that they take, their end included. */
    public int positions() {
        return end < 0 ? 0 : count + 1;
    }
}
