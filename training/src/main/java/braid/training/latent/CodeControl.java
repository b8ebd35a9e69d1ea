package braid.training.latent;

import braid.tensor.random.Random;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What stands in the place of a trace's codes. All but the first are controls: the latent block is
 * as long and the text behind it as short, but the codes say less, or nothing, about the chunks.
 */
public enum CodeControl {
    /** The codes themselves. */
    LEARNED,
    /** The codes of all chunks in another order: as frequent, but of other chunks. Fixed. */
    SHUFFLED,
    /** Codes drawn uniformly from the codebook of each level, for each chunk once. */
    RANDOM,
    /** One code a level for all: pause tokens, as many as there are latents. */
    CONSTANT;

    private static final long STREAM = 3;

    /**
     * The codes to be shown.
     *
     * @param traces the codes themselves
     * @param seed of the order or the draws
     */
    public EncodedTraces applied(EncodedTraces traces, long seed) {
        Random random = Random.of(seed).stream(STREAM);
        return switch (this) {
            case LEARNED -> traces;
            case SHUFFLED -> shuffled(traces, random);
            case RANDOM -> filled(traces, random::nextInt);
            case CONSTANT -> filled(traces, size -> 0);
        };
    }

    /**
     * @param code of the codebook of a level, given its size
     */
    private static EncodedTraces filled(EncodedTraces traces, IntUnaryOperator code) {
        int levels = traces.levels();
        int size = traces.codebook() / levels;
        List<int[]> rows = new ArrayList<>();
        for (int i = 0; i < traces.size(); i++) {
            int[] row = new int[traces.codes(i).length];
            Arrays.setAll(row, j -> j % levels * size + code.applyAsInt(size));
            rows.add(row);
        }
        return traces.with(rows);
    }

    /** The latents of a chunk stay together. */
    private static EncodedTraces shuffled(EncodedTraces traces, Random random) {
        int each = traces.latentsPerChunk();
        List<int[]> chunks = new ArrayList<>();
        for (int i = 0; i < traces.size(); i++) {
            int[] row = traces.codes(i);
            for (int at = 0; at < row.length; at += each) {
                chunks.add(Arrays.copyOfRange(row, at, at + each));
            }
        }
        int[] order = new int[chunks.size()];
        Arrays.setAll(order, i -> i);
        random.shuffle(order);
        List<int[]> rows = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < traces.size(); i++) {
            int[] row = new int[traces.codes(i).length];
            for (int at = 0; at < row.length; at += each) {
                System.arraycopy(chunks.get(order[next++]), 0, row, at, each);
            }
            rows.add(row);
        }
        return traces.with(rows);
    }
}
