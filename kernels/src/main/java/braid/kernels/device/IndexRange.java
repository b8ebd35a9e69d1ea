package braid.kernels.device;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Bounds of the integers in a storage, noted when they were written, so that indices are checked
 * without waiting for the device.
 *
 * @param lowest of those that are not {@link #negative}
 * @param highest of all
 * @param negative the one negative number that occurs, a mark such as the target of rows that do
 *     not count; 0 if there is none
 */
record IndexRange(long lowest, long highest, long negative) {

    /** Of no numbers. */
    static final IndexRange EMPTY = new IndexRange(Long.MAX_VALUE, Long.MIN_VALUE, 0);

    /** Of numbers in {@code [0, bound)}. */
    static IndexRange below(long bound) {
        return new IndexRange(0, bound - 1, 0);
    }

    /** Of 32-bit integers. */
    static IndexRange ofInts(MemorySegment m) {
        IndexRange r = EMPTY;
        for (long i = 0; i < m.byteSize(); i += Integer.BYTES) {
            r = r.and(m.get(ValueLayout.JAVA_INT_UNALIGNED, i));
        }
        return r;
    }

    /** Of 64-bit integers. */
    static IndexRange ofLongs(MemorySegment m) {
        IndexRange r = EMPTY;
        for (long i = 0; i < m.byteSize(); i += Long.BYTES) {
            r = r.and(m.get(ValueLayout.JAVA_LONG_UNALIGNED, i));
        }
        return r;
    }

    private IndexRange and(long value) {
        if (value < 0 && (negative == 0 || negative == value)) {
            return negative == value ? this : new IndexRange(lowest, highest, value);
        }
        return value >= lowest && value <= highest
                ? this
                : new IndexRange(Math.min(lowest, value), Math.max(highest, value), negative);
    }

    /** Bounds of these and those. */
    IndexRange and(IndexRange o) {
        IndexRange both =
                new IndexRange(Math.min(lowest, o.lowest), Math.max(highest, o.highest), negative);
        return o.negative == 0 ? both : both.and(o.negative);
    }

    /**
     * Whether all are in {@code [0, bound)} but for a mark.
     *
     * @param mark a negative number that may occur, 0 for none
     */
    boolean within(long bound, long mark) {
        boolean marked = negative == 0 || negative == mark;
        return marked && (lowest > highest || lowest >= 0 && highest < bound);
    }
}
