package braid.vqvae.quantizer;

import java.util.Arrays;

/** How a codebook is used: how many codes, how evenly, how many had to be restarted. */
public final class CodebookStats {

    private final long[] counts;
    private final int[] idleFor;
    private long restarts;

    /**
     * @param codes size of the codebook
     */
    public CodebookStats(int codes) {
        counts = new long[codes];
        idleFor = new int[codes];
    }

    /** Counts one batch of chosen codes. */
    public void count(int[] codes) {
        for (int i = 0; i < idleFor.length; i++) {
            idleFor[i]++;
        }
        for (int code : codes) {
            counts[code]++;
            idleFor[code] = 0;
        }
    }

    /** Codes that were not chosen in the last {@code batches} batches; none if that is 0. */
    int[] idle(int batches) {
        int[] found = new int[counts.length];
        int n = 0;
        for (int i = 0; batches > 0 && i < counts.length; i++) {
            if (idleFor[i] >= batches) {
                found[n++] = i;
            }
        }
        return Arrays.copyOf(found, n);
    }

    void restarted(int[] codes) {
        restarts += codes.length;
        for (int code : codes) {
            idleFor[code] = 0;
        }
    }

    /** Share of codes that were chosen at least once, in [0, 1]. */
    public double usage() {
        return (double) Arrays.stream(counts).filter(c -> c > 0).count() / counts.length;
    }

    /**
     * {@code exp} of the entropy of the choice: 1 when collapsed, K when all codes are used evenly.
     */
    public double perplexity() {
        double total = Arrays.stream(counts).sum();
        double entropy = 0;
        for (long c : counts) {
            if (c > 0) {
                entropy -= c / total * Math.log(c / total);
            }
        }
        return Math.exp(entropy);
    }

    /** Codes moved to an encoder output because they were not used. */
    public long restarts() {
        return restarts;
    }

    /** State for a checkpoint: how long each code has been idle, then the number of restarts. */
    public long[] state() {
        long[] s = new long[idleFor.length + 1];
        for (int i = 0; i < idleFor.length; i++) {
            s[i] = idleFor[i];
        }
        s[idleFor.length] = restarts;
        return s;
    }

    /** Continues from {@link #state}. */
    public void restore(long[] state) {
        for (int i = 0; i < idleFor.length; i++) {
            idleFor[i] = Math.toIntExact(state[i]);
        }
        restarts = state[idleFor.length];
    }
}
