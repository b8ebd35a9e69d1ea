package braid.training.data;

import java.util.List;
import java.util.Objects;

/**
 * A question with its reasoning trace and answer; in the paper's letters, P, C and S (Token
 * Assorted, arXiv:2502.03275, section 3).
 *
 * @param question the prompt, without separators
 * @param steps the trace, one element a step; may be empty
 * @param answer the solution, without separators
 */
public record Example(String question, List<String> steps, String answer) {

    /** Copies the steps. */
    public Example {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(answer, "answer");
        steps = List.copyOf(steps);
    }

    /** The steps as one text, a line each, without a line break at the end. */
    public String trace() {
        return String.join("\n", steps);
    }

    /**
     * 64 bits that depend on the question alone and never change between versions; two questions
     * that differ collide with probability 2^-64. Not for security.
     */
    public long fingerprint() {
        long h = 0;
        for (int i = 0; i < question.length(); i++) {
            h = mix(h + question.charAt(i) + 1);
        }
        return h;
    }

    /**
     * The finaliser of SplitMix64 (Steele, Lea and Flood 2014), a bijection, after its increment.
     */
    private static long mix(long h) {
        long z = h + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
