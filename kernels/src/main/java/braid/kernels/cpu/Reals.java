package braid.kernels.cpu;

import braid.tensor.DType;
import braid.tensor.Tensor;

/**
 * Floating-point memory of any type, read and written as doubles: lets the scalar reference of an
 * operation be one piece of code for F32, F64, BF16 and F16. Indices are positions in the array.
 */
public interface Reals {

    /** The number at a position. */
    double get(int i);

    /** Stores a number, rounded to the type. */
    void set(int i, double value);

    /** Adds to a number. */
    default void add(int i, double value) {
        set(i, get(i) + value);
    }

    /** The memory of a tensor; integers too, as doubles. */
    static Reals of(Tensor t) {
        Object array = CpuStorage.array(t);
        return switch (t.dtype()) {
            case F32 -> new OfFloats((float[]) array);
            case F64 -> new OfDoubles((double[]) array);
            case BF16 -> new OfBfloat16((short[]) array);
            case F16 -> new OfFloat16((short[]) array);
            case I32 -> new OfInts((int[]) array);
            case I64 -> new OfLongs((long[]) array);
            case U8 -> new OfBytes((byte[]) array);
        };
    }

    /** Whether kernels in float arithmetic serve this type. */
    static boolean isF32(Tensor t) {
        return t.dtype() == DType.F32;
    }

    /** Binary32. */
    record OfFloats(float[] a) implements Reals {
        @Override
        public double get(int i) {
            return a[i];
        }

        @Override
        public void set(int i, double value) {
            a[i] = (float) value;
        }
    }

    /** Binary64. */
    record OfDoubles(double[] a) implements Reals {
        @Override
        public double get(int i) {
            return a[i];
        }

        @Override
        public void set(int i, double value) {
            a[i] = value;
        }
    }

    /** Bfloat16, rounded to nearest even. */
    record OfBfloat16(short[] a) implements Reals {
        @Override
        public double get(int i) {
            return Float.intBitsToFloat(a[i] << 16);
        }

        @Override
        public void set(int i, double value) {
            a[i] = Bfloat16.of((float) value);
        }
    }

    /** Binary16, rounded to nearest even. */
    record OfFloat16(short[] a) implements Reals {
        @Override
        public double get(int i) {
            return Float.float16ToFloat(a[i]);
        }

        @Override
        public void set(int i, double value) {
            a[i] = Float.floatToFloat16((float) value);
        }
    }

    /** 32-bit integers; saturating, NaN to 0. */
    record OfInts(int[] a) implements Reals {
        @Override
        public double get(int i) {
            return a[i];
        }

        @Override
        public void set(int i, double value) {
            a[i] = (int) value;
        }
    }

    /** 64-bit integers; saturating, NaN to 0. Beyond 2^53 the double between rounds. */
    record OfLongs(long[] a) implements Reals {
        @Override
        public double get(int i) {
            return a[i];
        }

        @Override
        public void set(int i, double value) {
            a[i] = (long) value;
        }
    }

    /** Unsigned bytes; saturating, NaN to 0. */
    record OfBytes(byte[] a) implements Reals {
        @Override
        public double get(int i) {
            return a[i] & 0xFF;
        }

        @Override
        public void set(int i, double value) {
            a[i] = (byte) Math.clamp((long) value, 0, 255);
        }
    }
}
