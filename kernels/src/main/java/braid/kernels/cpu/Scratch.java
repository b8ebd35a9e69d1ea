package braid.kernels.cpu;

/** Reusable float memory of the current thread for kernels; numbered slots do not overlap. */
public final class Scratch {

    private static final int SLOTS = 16;
    private static final ThreadLocal<float[][]> MEMORY =
            ThreadLocal.withInitial(() -> new float[SLOTS][0]);

    private Scratch() {}

    /**
     * At least {@code size} floats with undefined content, valid until this thread asks for the
     * same slot.
     *
     * @param slot 0 to 15
     */
    public static float[] floats(int slot, int size) {
        float[][] slots = MEMORY.get();
        if (slots[slot].length < size) {
            slots[slot] = new float[CpuPool.capacity(size)];
        }
        return slots[slot];
    }
}
