package braid.kernels.cpu.elementwise;

import braid.kernels.cpu.Bfloat16;
import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Workers;
import braid.tensor.Tensor;

/**
 * {@link braid.tensor.op.Cast}. From and to F32 there are plain loops, most of which the compiler
 * turns into vector instructions by itself; other pairs go through double.
 */
final class CastKernel {

    private static final int GRAIN = 16_384;

    private CastKernel() {}

    static void run(Tensor x, Tensor y, boolean fast) {
        if (!fast) {
            Loops.reference(x, y, v -> v);
            return;
        }
        Tensor from = Contiguity.of(x);
        Tensor to = y.isContiguous() ? y : Contiguity.scratch(y);
        int xo = CpuStorage.offset(from);
        int yo = CpuStorage.offset(to);
        int n = (int) x.numel();
        Workers.shared().forRange(n, GRAIN, (w, i, end) -> cast(from, xo + i, to, yo + i, end - i));
        Contiguity.store(to, y);
    }

    private static void cast(Tensor x, int xo, Tensor y, int yo, int n) {
        if (CpuStorage.array(x) instanceof float[] a) {
            fromFloats(a, xo, y, yo, n);
        } else if (CpuStorage.array(y) instanceof float[] b) {
            toFloats(x, xo, b, yo, n);
        } else {
            others(x, xo, y, yo, n);
        }
    }

    private static void fromFloats(float[] a, int xo, Tensor y, int yo, int n) {
        Object to = CpuStorage.array(y);
        switch (y.dtype()) {
            case F32 -> System.arraycopy(a, xo, to, yo, n);
            case F64 -> {
                double[] b = (double[]) to;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = a[xo + i];
                }
            }
            case BF16 -> {
                short[] b = (short[]) to;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = Bfloat16.of(a[xo + i]);
                }
            }
            case F16 -> {
                short[] b = (short[]) to;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = Float.floatToFloat16(a[xo + i]);
                }
            }
            case I32 -> {
                int[] b = (int[]) to;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = (int) a[xo + i];
                }
            }
            case I64 -> {
                long[] b = (long[]) to;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = (long) a[xo + i];
                }
            }
            case U8 -> {
                byte[] b = (byte[]) to;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = (byte) Math.clamp((int) a[xo + i], 0, 255);
                }
            }
        }
    }

    private static void toFloats(Tensor x, int xo, float[] b, int yo, int n) {
        Object from = CpuStorage.array(x);
        switch (x.dtype()) {
            case F32 -> System.arraycopy(from, xo, b, yo, n);
            case F64 -> {
                double[] a = (double[]) from;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = (float) a[xo + i];
                }
            }
            case BF16 -> {
                short[] a = (short[]) from;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = Bfloat16.toFloat(a[xo + i]);
                }
            }
            case F16 -> {
                short[] a = (short[]) from;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = Float.float16ToFloat(a[xo + i]);
                }
            }
            case I32 -> {
                int[] a = (int[]) from;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = a[xo + i];
                }
            }
            case I64 -> {
                long[] a = (long[]) from;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = a[xo + i];
                }
            }
            case U8 -> {
                byte[] a = (byte[]) from;
                for (int i = 0; i < n; i++) {
                    b[yo + i] = a[xo + i] & 0xFF;
                }
            }
        }
    }

    private static void others(Tensor x, int xo, Tensor y, int yo, int n) {
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        for (int i = 0; i < n; i++) {
            b.set(yo + i, a.get(xo + i));
        }
    }
}
