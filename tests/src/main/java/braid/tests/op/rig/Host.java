package braid.tests.op.rig;

import braid.tensor.DType;
import braid.tensor.Layout;
import braid.tensor.Tensor;

import java.lang.reflect.Array;

/** Numbers into and out of tensors with no kernel of a backend, so that none can hide a mistake. */
final class Host {

    private Host() {}

    /** An array of the type's primitive. */
    static Object make(DType dtype, int size) {
        return Array.newInstance(
                switch (dtype) {
                    case F32 -> float.class;
                    case F64 -> double.class;
                    case BF16, F16 -> short.class;
                    case I32 -> int.class;
                    case I64 -> long.class;
                    case U8 -> byte.class;
                },
                size);
    }

    /** Stores a number, rounded to the type. */
    static void set(Object array, DType dtype, int i, double v) {
        switch (dtype) {
            case F32 -> ((float[]) array)[i] = (float) v;
            case F64 -> ((double[]) array)[i] = v;
            case BF16 -> ((short[]) array)[i] = bfloat16((float) v);
            case F16 -> ((short[]) array)[i] = Float.floatToFloat16((float) v);
            case I32 -> ((int[]) array)[i] = (int) v;
            case I64 -> ((long[]) array)[i] = (long) v;
            case U8 -> ((byte[]) array)[i] = (byte) Math.clamp((long) v, 0, 255);
        }
    }

    static double get(Object array, DType dtype, int i) {
        return switch (dtype) {
            case F32 -> ((float[]) array)[i];
            case F64 -> ((double[]) array)[i];
            case BF16 -> Float.intBitsToFloat(((short[]) array)[i] << 16);
            case F16 -> Float.float16ToFloat(((short[]) array)[i]);
            case I32 -> ((int[]) array)[i];
            case I64 -> ((long[]) array)[i];
            case U8 -> ((byte[]) array)[i] & 0xFF;
        };
    }

    /** The nearest number of the type. */
    static double round(DType dtype, double v) {
        return round(dtype, new double[] {v})[0];
    }

    /** The nearest numbers of the type. */
    static double[] round(DType dtype, double[] v) {
        Object rounded = make(dtype, v.length);
        double[] out = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            set(rounded, dtype, i, v[i]);
            out[i] = get(rounded, dtype, i);
        }
        return out;
    }

    /** To the nearest, ties to even; a NaN keeps its upper bits. */
    private static short bfloat16(float v) {
        int bits = Float.floatToIntBits(v);
        return (short) (Float.isNaN(v) ? bits >>> 16 : bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }

    /** Where the elements of a layout lie in its storage, row-major. */
    static int[] positions(Layout layout) {
        int[] p = new int[(int) layout.shape().numel()];
        int[] dims = layout.shape().toArray();
        int[] index = new int[dims.length];
        long at = layout.offset();
        for (int i = 0; i < p.length; i++) {
            p[i] = (int) at;
            for (int a = dims.length - 1; a >= 0; a--) {
                at += layout.strides()[a];
                if (++index[a] < dims[a]) {
                    break;
                }
                at -= dims[a] * layout.strides()[a];
                index[a] = 0;
            }
        }
        return p;
    }

    /** All of the memory that a tensor lies in. */
    static Object memory(Tensor t) {
        int size = (int) t.storage().size();
        Object raw = make(t.dtype(), size);
        t.device().backend().read(t.storage(), 0, raw, 0, size);
        return raw;
    }

    /** The numbers of a tensor of any layout. */
    static Values read(Tensor t) {
        Object raw = memory(t);
        int[] positions = positions(t.layout());
        double[] data = new double[positions.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = get(raw, t.dtype(), positions[i]);
        }
        return new Values(t.shape(), data);
    }
}
