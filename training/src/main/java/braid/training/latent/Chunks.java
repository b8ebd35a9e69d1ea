package braid.training.latent;

import braid.training.data.DataException;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * How a trace is cut into chunks, and how many latent tokens stand for each.
 *
 * @param ends for each chunk, ascending, the number of trace tokens up to its end; what lies behind
 *     the last is never replaced
 * @param latents latent tokens of a chunk (Q L / r)
 */
public record Chunks(int[] ends, int latents) {

    /** Chunks of L tokens; what does not fill one stays text. */
    public static Chunks fixed(int traceLength, int chunk, int latents) {
        int[] ends = new int[traceLength / chunk];
        Arrays.setAll(ends, i -> (i + 1) * chunk);
        return new Chunks(ends, latents);
    }

    /**
     * Chunks that end with the steps of a trace; a step of more than L tokens is split into L
     * tokens each and a rest.
     *
     * @param stepEnds for each step, ascending, the number of trace tokens up to its end
     */
    public static Chunks ofSteps(int[] stepEnds, int chunk, int latents) {
        var ends = IntStream.builder();
        int at = 0;
        for (int end : stepEnds) {
            while (at < end) {
                at += Math.min(chunk, end - at);
                ends.add(at);
            }
        }
        return new Chunks(ends.build().toArray(), latents);
    }

    /** Number of chunks. */
    public int count() {
        return ends.length;
    }

    /** First trace token of a chunk. */
    public int start(int chunk) {
        return chunk == 0 ? 0 : ends[chunk - 1];
    }

    /** Text tokens in a chunk. */
    public int length(int chunk) {
        return ends[chunk] - start(chunk);
    }

    /** The chunks that make up the first m tokens of the trace. */
    public BitSet upTo(int m) {
        int count = m == 0 ? 0 : Arrays.binarySearch(ends, m) + 1;
        if (m < 0 || count < 0 || count == 0 && m > 0) {
            throw new DataException(
                    "mixer: cannot replace "
                            + m
                            + " tokens of a trace with chunks up to tokens "
                            + Arrays.toString(ends),
                    "replace whole chunks");
        }
        BitSet replaced = new BitSet();
        replaced.set(0, count);
        return replaced;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Chunks that
                && Arrays.equals(ends, that.ends)
                && latents == that.latents;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ends) + latents;
    }

    @Override
    public String toString() {
        return "Chunks" + Arrays.toString(ends) + " x " + latents;
    }
}
