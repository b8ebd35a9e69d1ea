package braid.kernels.cpu;

import braid.tensor.Device;
import braid.tensor.backend.MemoryKind;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Reusable float memory of the current thread for kernels; numbered slots do not overlap. It grows
 * to the largest size asked for and stays with the thread; the device {@code cpu} counts it as
 * workspace.
 */
public final class Scratch {

    private static final int SLOTS = 16;
    private static final int CACHE_LINE = 64;
    private static final ThreadLocal<float[][]> MEMORY =
            ThreadLocal.withInitial(() -> new float[SLOTS][0]);

    private static final ThreadLocal<MemorySegment> ALIGNED =
            ThreadLocal.withInitial(() -> MemorySegment.NULL);

    private Scratch() {}

    /**
     * At least {@code size} floats with undefined content, valid until this thread asks for the
     * same slot.
     *
     * @param slot 0 to 15
     */
    public static float[] floats(int slot, int size) {
        float[][] slots = MEMORY.get();
        return slots[slot].length < size ? grow(slots, slot, size) : slots[slot];
    }

    private static float[] grow(float[][] slots, int slot, int size) {
        float[] larger = new float[CpuPool.capacity(size)];
        long bytes = (long) (larger.length - slots[slot].length) * Float.BYTES;
        Device.cpu().backend().memory().add(MemoryKind.WORKSPACE, bytes);
        slots[slot] = larger;
        return larger;
    }

    /**
     * Native memory for at least {@code size} floats that begins at a cache line, with undefined
     * content, valid until this thread asks again. Arrays begin anywhere. Any thread may use it.
     */
    public static MemorySegment aligned(int size) {
        MemorySegment old = ALIGNED.get();
        if (old.byteSize() >= (long) Float.BYTES * size) {
            return old;
        }
        long bytes = (long) Float.BYTES * CpuPool.capacity(size);
        Device.cpu().backend().memory().add(MemoryKind.WORKSPACE, bytes - old.byteSize());
        MemorySegment larger = Arena.ofAuto().allocate(bytes, CACHE_LINE);
        ALIGNED.set(larger);
        return larger;
    }
}
