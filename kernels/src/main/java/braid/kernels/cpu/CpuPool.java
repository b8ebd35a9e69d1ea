package braid.kernels.cpu;

import braid.tensor.DType;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryStats;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Recycles primitive arrays by type and size class, so that a steady training step allocates and
 * zeroes nothing. A size class is a multiple of one sixteenth of the power of two below it: at most
 * 6.25 % is lost to rounding. Arrays given back are kept for reuse; {@link #trim} lets them go.
 * Thread-safe.
 */
final class CpuPool {

    private static final int SMALLEST = 64;

    private final Map<Long, ArrayDeque<Object>> free = new HashMap<>();
    private final MemoryStats stats;

    CpuPool(MemoryStats stats) {
        this.stats = stats;
    }

    /** Length of the array that serves {@code size} elements. */
    static int capacity(long size) {
        if (size > Integer.MAX_VALUE - 8) {
            throw new TensorException(
                    "cpu: a tensor of " + size + " elements",
                    "a Java array holds at most 2^31 - 9");
        }
        if (size <= SMALLEST) {
            return SMALLEST;
        }
        int step = Math.max(SMALLEST, Integer.highestOneBit((int) size) >>> 4);
        long rounded = (size + step - 1) / step * step;
        return (int) Math.min(rounded, Integer.MAX_VALUE - 8);
    }

    /** An array of at least {@code size} elements with undefined content. */
    Object take(DType dtype, long size) {
        int capacity = capacity(size);
        synchronized (free) {
            ArrayDeque<Object> list = free.get(key(dtype, capacity));
            Object array = list == null ? null : list.pollLast();
            if (array != null) {
                stats.hit();
                return array;
            }
        }
        stats.miss();
        return make(dtype, capacity);
    }

    /** Takes an array back. */
    void give(DType dtype, Object array) {
        long key = key(dtype, java.lang.reflect.Array.getLength(array));
        synchronized (free) {
            free.computeIfAbsent(key, k -> new ArrayDeque<>()).addLast(array);
        }
    }

    /** Lets all unused arrays go to the garbage collector. */
    void trim() {
        synchronized (free) {
            free.clear();
        }
    }

    private static long key(DType dtype, int capacity) {
        return (long) dtype.ordinal() << 32 | capacity;
    }

    private static Object make(DType dtype, int n) {
        try {
            return switch (dtype) {
                case F32 -> new float[n];
                case F64 -> new double[n];
                case BF16, F16 -> new short[n];
                case I32 -> new int[n];
                case I64 -> new long[n];
                case U8 -> new byte[n];
            };
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
}
