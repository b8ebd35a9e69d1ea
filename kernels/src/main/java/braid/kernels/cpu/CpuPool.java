package braid.kernels.cpu;

import braid.tensor.DType;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryStats;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Recycles primitive arrays by type and size class, so that a steady training step allocates and
 * zeroes nothing. A size class is a multiple of one sixteenth of the power of two below it: at most
 * 6.25 % is lost to rounding, but in arrays below 2,048 elements, whose class is a multiple of 64.
 *
 * <p>Arrays given back are kept for reuse, latest first, while they still are in the cache. Sizes
 * that come no more, such as those of a longer batch, would be kept for ever; so whenever new
 * memory is needed and the pool would hold more than twice what was ever lent at once, the sizes
 * that were not asked for the longest go to the garbage collector. All go where the heap is full.
 * Thread-safe.
 */
final class CpuPool {

    /** Elements of the smallest array, and the step of the classes below 32 times it. */
    private static final int SMALLEST = 64;

    private static final int LINEAR_CLASSES = 32;
    private static final int CLASSES = LINEAR_CLASSES + 20 * 16 + 1;
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private final Shelf[][] shelves = new Shelf[DType.values().length][CLASSES];
    private final MemoryStats stats;
    private long clock;
    private long lent;
    private long mostLent;
    private long unused;

    CpuPool(MemoryStats stats) {
        this.stats = stats;
    }

    /** Unused arrays of one type and size. */
    private static final class Shelf {
        private final long bytes;
        private @Nullable Object[] arrays = new Object[4];
        private int count;
        private long lastUse;

        Shelf(long bytes) {
            this.bytes = bytes;
        }

        void add(Object array) {
            if (count == arrays.length) {
                arrays = Arrays.copyOf(arrays, 2 * count);
            }
            arrays[count++] = array;
        }

        Object remove() {
            Object array = arrays[--count];
            arrays[count] = null;
            return array;
        }
    }

    /** Length of the array that serves {@code size} elements. */
    static int capacity(long size) {
        if (size > LONGEST) {
            throw new TensorException(
                    "cpu: a tensor of " + size + " elements",
                    "a Java array holds at most 2^31 - 9");
        }
        if (size <= SMALLEST) {
            return SMALLEST;
        }
        int step = Math.max(SMALLEST, Integer.highestOneBit((int) size) >>> 4);
        long rounded = (size + step - 1) / step * step;
        return (int) Math.min(rounded, LONGEST);
    }

    /** An array of at least {@code size} elements with undefined content. */
    Object take(DType dtype, long size) {
        int capacity = capacity(size);
        synchronized (this) {
            Shelf shelf = shelf(dtype, capacity);
            shelf.lastUse = ++clock;
            lent += shelf.bytes;
            mostLent = Math.max(mostLent, lent);
            if (shelf.count > 0) {
                stats.hit();
                unused -= shelf.bytes;
                return shelf.remove();
            }
            dropOldest(2 * mostLent - lent);
        }
        stats.miss();
        return make(dtype, capacity);
    }

    /**
     * Takes an array back.
     *
     * @param capacity its length
     */
    synchronized void give(DType dtype, Object array, int capacity) {
        Shelf shelf = shelf(dtype, capacity);
        shelf.lastUse = ++clock;
        lent -= shelf.bytes;
        unused += shelf.bytes;
        shelf.add(array);
    }

    /** Lets all unused arrays go to the garbage collector. */
    synchronized void trim() {
        dropOldest(0);
    }

    /** Bytes of the arrays that wait to be taken. */
    synchronized long unused() {
        return unused;
    }

    private Shelf shelf(DType dtype, int capacity) {
        Shelf[] ofType = shelves[dtype.ordinal()];
        int c = sizeClass(capacity);
        Shelf shelf = ofType[c];
        if (shelf == null) {
            shelf = new Shelf((long) capacity * dtype.bytes());
            ofType[c] = shelf;
        }
        return shelf;
    }

    private static int sizeClass(int capacity) {
        if (capacity == LONGEST) {
            return CLASSES - 1;
        }
        if (capacity <= SMALLEST * LINEAR_CLASSES) {
            return capacity / SMALLEST;
        }
        int log2 = 31 - Integer.numberOfLeadingZeros(capacity);
        int sixteenth = (capacity >>> log2 - 4) - 16;
        return LINEAR_CLASSES + 16 * (log2 - 11) + sixteenth;
    }

    private void dropOldest(long allowed) {
        while (unused > allowed) {
            Shelf oldest = null;
            for (Shelf[] ofType : shelves) {
                for (Shelf s : ofType) {
                    boolean older = oldest == null || (s != null && s.lastUse < oldest.lastUse);
                    if (s != null && s.count > 0 && older) {
                        oldest = s;
                    }
                }
            }
            if (oldest == null) {
                return;
            }
            while (oldest.count > 0 && unused > allowed) {
                oldest.remove();
                unused -= oldest.bytes;
            }
        }
    }

    private Object make(DType dtype, int n) {
        try {
            return newArray(dtype, n);
        } catch (OutOfMemoryError full) {
            trim();
        }
        try {
            return newArray(dtype, n);
        } catch (OutOfMemoryError e) {
            throw new TensorException(
                    "cpu: no memory for "
                            + (long) n * dtype.bytes() / (1 << 20)
                            + " MiB; the heap is limited to "
                            + Runtime.getRuntime().maxMemory() / (1 << 20)
                            + " MiB",
                    "raise the heap with -Xmx, lower the batch, or recompute blocks",
                    e);
        }
    }

    private static Object newArray(DType dtype, int n) {
        return switch (dtype) {
            case F32 -> new float[n];
            case F64 -> new double[n];
            case BF16, F16 -> new short[n];
            case I32 -> new int[n];
            case I64 -> new long[n];
            case U8 -> new byte[n];
        };
    }
}
