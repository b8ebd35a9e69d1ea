package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.elementwise.VectorMath;
import braid.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link braid.tensor.op.LogSoftmax} over rows. */
final class LogSoftmaxKernel {

    private LogSoftmaxKernel() {}

    static void forward(Tensor x, Tensor y, boolean fast) {
        Tensor a = Contiguity.of(x);
        Tensor b = y.isContiguous() ? y : Contiguity.scratch(y);
        int n = x.dim(-1);
        int xo = CpuStorage.offset(a);
        int yo = CpuStorage.offset(b);
        Rows.forEach(
                x,
                fast,
                (from, to) -> {
                    for (int r = from; r < to; r++) {
                        int i = xo + r * n;
                        if (fast) {
                            Vector.forward(
                                    CpuStorage.floats(a), i, CpuStorage.floats(b), yo + r * n, n);
                        } else {
                            forward(Reals.of(a), i, Reals.of(b), yo + r * n, n);
                        }
                    }
                });
        Contiguity.store(b, y);
    }

    static void backward(Tensor y, Tensor dy, Tensor dx, boolean fast) {
        Tensor a = Contiguity.of(y);
        Tensor b = Contiguity.of(dy);
        Tensor c = dx.isContiguous() ? dx : Contiguity.scratch(dx);
        int n = y.dim(-1);
        Rows.forEach(
                y,
                fast,
                (from, to) -> {
                    for (int r = from; r < to; r++) {
                        int i = CpuStorage.offset(a) + r * n;
                        int j = CpuStorage.offset(b) + r * n;
                        int k = CpuStorage.offset(c) + r * n;
                        backward(Reals.of(a), i, Reals.of(b), j, Reals.of(c), k, n);
                    }
                });
        Contiguity.store(c, dx);
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
        double lse = max + Math.log(sum);
        for (int i = 0; i < n; i++) {
            y.set(yo + i, x.get(xo + i) - lse);
        }
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

    /** Also serves the cross-entropy, which needs the log of the sum alone. */
    static final class Vector {

        private Vector() {}

        static void forward(float[] x, int xo, float[] y, int yo, int n) {
            float lse = logSumExp(x, xo, n);
            for (int i = 0; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector.fromArray(F, x, xo + i, in).sub(lse).intoArray(y, yo + i, in);
            }
        }

        static float logSumExp(float[] x, int xo, int n) {
            float max = max(x, xo, n);
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            int i = 0;
            for (; i <= n - 2 * LANES; i += 2 * LANES) {
                s0 = s0.add(VectorMath.exp(FloatVector.fromArray(F, x, xo + i).sub(max)));
                s1 = s1.add(VectorMath.exp(FloatVector.fromArray(F, x, xo + i + LANES).sub(max)));
            }
            for (; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                s0 = s0.add(VectorMath.exp(FloatVector.fromArray(F, x, xo + i, in).sub(max)), in);
            }
            return max + (float) Math.log(s0.add(s1).reduceLanes(VectorOperators.ADD));
        }

        static float max(float[] x, int xo, int n) {
            FloatVector m = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                m = m.max(FloatVector.fromArray(F, x, xo + i));
            }
            if (i < n) {
                VectorMask<Float> in = F.indexInRange(i, n);
                m = m.lanewise(VectorOperators.MAX, FloatVector.fromArray(F, x, xo + i, in), in);
            }
            return m.reduceLanes(VectorOperators.MAX);
        }
    }
}
