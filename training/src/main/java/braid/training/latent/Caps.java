package braid.training.latent;

import braid.training.data.DataException;

import java.util.Arrays;
import java.util.List;

/**
 * The set M of the paper: how many tokens of a trace may be replaced at most. One is drawn for each
 * sample.
 *
 * @param tokens the caps, in trace tokens, ascending
 */
public record Caps(List<Integer> tokens) {

    /**
     * The paper's M for mathematics, where traces have some 600 tokens (Token Assorted, section
     * 4.2).
     */
    public static final Caps MATH = of(0, 72, 128, 160, 192, 224, 256);

    /** Checks and copies. */
    public Caps {
        tokens = tokens.stream().sorted().toList();
        if (tokens.isEmpty()
                || tokens.getFirst() < 0
                || tokens.stream().distinct().count() < tokens.size()) {
            throw new DataException(
                    "caps: " + tokens + " is no set of numbers of tokens",
                    "give at least one number, none negative and none twice");
        }
    }

    /** A set of caps. */
    public static Caps of(int... tokens) {
        return new Caps(Arrays.stream(tokens).boxed().toList());
    }

    /** The largest cap. */
    public int largest() {
        return tokens.getLast();
    }
}
