package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** {@link braid.tensor.op.LogSoftmax} over rows. */
final class LogSoftmaxKernel {

    private LogSoftmaxKernel() {}

    static void forward(Tensor x, Tensor out, boolean fast) {
        Tensor from = Contiguity.of(x);
        Tensor to = out.isContiguous() ? out : Contiguity.scratch(out);
        int n = x.dim(-1);
        int xo = CpuStorage.offset(from);
        int yo = CpuStorage.offset(to);
        Rows.forEach(
                x,
                fast,
                (first, end) -> {
                    for (int r = first; r < end; r++) {
                        if (fast) {
                            float[] a = CpuStorage.floats(from);
                            float lse = (float) RowMath.logSum(a, xo + r * n, n);
                            float[] b = CpuStorage.floats(to);
                            RowMath.affine(a, xo + r * n, lse, 1, b, yo + r * n, n);
                        } else {
                            forward(Reals.of(from), xo + r * n, Reals.of(to), yo + r * n, n);
                        }
                    }
                });
        Contiguity.store(to, out);
    }

    static void backward(Tensor y, Tensor dy, Tensor out, boolean fast) {
        Tensor a = Contiguity.of(y);
        Tensor b = Contiguity.of(dy);
        Tensor c = out.isContiguous() ? out : Contiguity.scratch(out);
        int n = y.dim(-1);
        Rows.forEach(
                y,
                fast,
                (first, end) -> {
                    for (int r = first; r < end; r++) {
                        int ao = CpuStorage.offset(a) + r * n;
                        int bo = CpuStorage.offset(b) + r * n;
                        int co = CpuStorage.offset(c) + r * n;
                        if (fast) {
                            float[] da = CpuStorage.floats(b);
                            float[] into = CpuStorage.floats(c);
                            Vector.backward(CpuStorage.floats(a), ao, da, bo, into, co, n);
                        } else {
                            backward(Reals.of(a), ao, Reals.of(b), bo, Reals.of(c), co, n);
                        }
                    }
                });
        Contiguity.store(c, out);
    }

    private static void forward(Reals x, int xo, Reals y, int yo, int n) {
        double lse = logSum(x, xo, n);
        for (int i = 0; i < n; i++) {
            y.set(yo + i, x.get(xo + i) - lse);
        }
    }

    /**
     * {@code log sum e^x} in double arithmetic; the cross-entropy and the softmax start with it
     * too.
     */
    static double logSum(Reals x, int at, int n) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x.get(at + i));
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp(x.get(at + i) - max);
        }
        return max + Math.log(sum);
    }

    private static void backward(Reals y, int yo, Reals dy, int dyo, Reals dx, int dxo, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += dy.get(dyo + i);
        }
        for (int i = 0; i < n; i++) {
            dx.set(dxo + i, dy.get(dyo + i) - Math.exp(y.get(yo + i)) * sum);
        }
    }

    private static final class Vector {

        static void backward(float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, int n) {
            float minusSum = -RowMath.sum(dy, dyo, n);
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                FloatVector e = Exp2.of(FloatVector.fromArray(F, y, yo + i).mul(Exp2.LOG2_E));
                FloatVector d = FloatVector.fromArray(F, dy, dyo + i);
                e.fma(FloatVector.broadcast(F, minusSum), d).intoArray(dx, dxo + i);
            }
            if (i < n) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector e = Exp2.of(FloatVector.fromArray(F, y, yo + i, in).mul(Exp2.LOG2_E));
                FloatVector d = FloatVector.fromArray(F, dy, dyo + i, in);
                e.fma(FloatVector.broadcast(F, minusSum), d).intoArray(dx, dxo + i, in);
            }
        }
    }
}
