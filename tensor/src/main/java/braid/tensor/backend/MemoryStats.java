package braid.tensor.backend;

/**
 * Bytes in use on a device by kind, their peak, and how the pool did. Thread-safe. CPU tensors made
 * outside any scope are ordinary garbage and are not counted, unless they were tagged as
 * parameters, gradients or optimiser state.
 */
public final class MemoryStats {

    private final long[] used = new long[MemoryKind.values().length];
    private final long[] atPeak = new long[used.length];
    private long total;
    private long peak;
    private long hits;
    private long misses;

    /** Bytes taken into use. */
    public synchronized void add(MemoryKind kind, long bytes) {
        used[kind.ordinal()] += bytes;
        total += bytes;
        if (total > peak) {
            peak = total;
            System.arraycopy(used, 0, atPeak, 0, used.length);
        }
    }

    /** Bytes no longer in use. */
    public synchronized void remove(MemoryKind kind, long bytes) {
        used[kind.ordinal()] -= bytes;
        total -= bytes;
    }

    /** One allocation was served from the pool. */
    public synchronized void hit() {
        hits++;
    }

    /** One allocation needed new memory. */
    public synchronized void miss() {
        misses++;
    }

    /** Bytes in use now for one kind. */
    public synchronized long used(MemoryKind kind) {
        return used[kind.ordinal()];
    }

    /** Bytes in use now. */
    public synchronized long used() {
        return total;
    }

    /** Most bytes in use at once since the start or the last {@link #resetPeak}. */
    public synchronized long peak() {
        return peak;
    }

    /** Bytes of one kind at the moment of the peak. */
    public synchronized long atPeak(MemoryKind kind) {
        return atPeak[kind.ordinal()];
    }

    /** Allocations that the pool could serve. */
    public synchronized long poolHits() {
        return hits;
    }

    /** Allocations that needed new memory. A steady training step has none. */
    public synchronized long poolMisses() {
        return misses;
    }

    /** Starts a new peak at what is in use now. */
    public synchronized void resetPeak() {
        peak = total;
        System.arraycopy(used, 0, atPeak, 0, used.length);
    }
}
