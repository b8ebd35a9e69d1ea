package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** {@link braid.tensor.op.Softmax} over rows. */
final class SoftmaxKernel {

    private SoftmaxKernel() {}

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
                            Vector.forward(a, xo + r * n, CpuStorage.floats(to), yo + r * n, n);
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
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x.get(xo + i));
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp(x.get(xo + i) - max);
        }
        for (int i = 0; i < n; i++) {
            y.set(yo + i, Math.exp(x.get(xo + i) - max) / sum);
        }
    }

    private static void backward(Reals y, int yo, Reals dy, int dyo, Reals dx, int dxo, int n) {
        double dot = 0;
        for (int i = 0; i < n; i++) {
            dot += y.get(yo + i) * dy.get(dyo + i);
        }
        for (int i = 0; i < n; i++) {
            dx.set(dxo + i, y.get(yo + i) * (dy.get(dyo + i) - dot));
        }
    }

    private static final class Vector {

        static void forward(float[] x, int xo, float[] y, int yo, int n) {
            float sum = RowMath.exponentials(x, xo, y, yo, n, RowMath.max(x, xo, n));
            RowMath.scale(y, yo, 1 / sum, y, yo, n);
        }

        static void backward(float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, int n) {
            float dot = RowMath.dot(y, yo, dy, dyo, n);
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                FloatVector d = FloatVector.fromArray(F, dy, dyo + i).sub(dot);
                FloatVector.fromArray(F, y, yo + i).mul(d).intoArray(dx, dxo + i);
            }
            if (i < n) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector d = FloatVector.fromArray(F, dy, dyo + i, in).sub(dot);
                FloatVector.fromArray(F, y, yo + i, in).mul(d).intoArray(dx, dxo + i, in);
            }
        }
    }
}
