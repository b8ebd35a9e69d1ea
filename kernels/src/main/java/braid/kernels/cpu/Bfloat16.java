package braid.kernels.cpu;

/** Bfloat16: the upper 16 bits of a binary32. */
public final class Bfloat16 {

    private Bfloat16() {}

    /** Rounded to nearest, ties to even; NaN stays NaN. */
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        int roundingBias = 0x7FFF + (bits >>> 16 & 1);
        return (short) (bits + roundingBias >>> 16);
    }

    /** Exact. */
    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
