package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Vectors;
import braid.kernels.cpu.Workers;
import braid.kernels.cpu.elementwise.VectorMath;
import braid.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link braid.tensor.op.Softmax} over rows. */
final class SoftmaxKernel {

    private static final int GRAIN = 4096;

    private SoftmaxKernel() {}

    static void forward(Tensor x, Tensor y, boolean fast) {
        Tensor from = Contiguity.of(x);
        Tensor to = y.isContiguous() ? y : Contiguity.scratch(y);
        int n = x.dim(-1);
        int xo = CpuStorage.offset(from);
        int yo = CpuStorage.offset(to);
        rows(
                x,
                fast,
                row -> {
                    if (fast) {
                        Vector.forward(
                                CpuStorage.floats(from),
                                xo + row * n,
                                CpuStorage.floats(to),
                                yo + row * n,
                                n);
                    } else {
                        forward(Reals.of(from), xo + row * n, Reals.of(to), yo + row * n, n);
                    }
                });
        Contiguity.store(to, y);
    }

    static void backward(Tensor y, Tensor dy, Tensor dx, boolean fast) {
        Tensor a = Contiguity.of(y);
        Tensor b = Contiguity.of(dy);
        Tensor c = dx.isContiguous() ? dx : Contiguity.scratch(dx);
        int n = y.dim(-1);
        int ao = CpuStorage.offset(a);
        int bo = CpuStorage.offset(b);
        int co = CpuStorage.offset(c);
        rows(
                y,
                fast,
                row -> {
                    int at = row * n;
                    if (fast) {
                        Vector.backward(
                                CpuStorage.floats(a),
                                ao + at,
                                CpuStorage.floats(b),
                                bo + at,
                                CpuStorage.floats(c),
                                co + at,
                                n);
                    } else {
                        backward(
                                Reals.of(a),
                                ao + at,
                                Reals.of(b),
                                bo + at,
                                Reals.of(c),
                                co + at,
                                n);
                    }
                });
        Contiguity.store(c, dx);
    }

    private static void rows(Tensor x, boolean fast, java.util.function.IntConsumer task) {
        int n = x.dim(-1);
        int rows = n == 0 ? 0 : (int) (x.numel() / n);
        int grain = fast ? Math.max(1, GRAIN / n) : rows;
        Workers.shared()
                .forRange(
                        rows,
                        grain,
                        (w, from, to) -> {
                            for (int r = from; r < to; r++) {
                                task.accept(r);
                            }
                        });
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
            FloatVector m = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            for (int i = 0; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                m = m.lanewise(VectorOperators.MAX, FloatVector.fromArray(F, x, xo + i, in), in);
            }
            float max = m.reduceLanes(VectorOperators.MAX);
            FloatVector s = FloatVector.zero(F);
            for (int i = 0; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector e = VectorMath.exp(FloatVector.fromArray(F, x, xo + i, in).sub(max));
                e.intoArray(y, yo + i, in);
                s = s.add(e, in);
            }
            float scale = 1 / Vectors.sum(s);
            for (int i = 0; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector.fromArray(F, y, yo + i, in).mul(scale).intoArray(y, yo + i, in);
            }
        }

        static void backward(float[] y, int yo, float[] dy, int dyo, float[] dx, int dxo, int n) {
            FloatVector s = FloatVector.zero(F);
            for (int i = 0; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector a = FloatVector.fromArray(F, y, yo + i, in);
                s = a.fma(FloatVector.fromArray(F, dy, dyo + i, in), s);
            }
            float dot = Vectors.sum(s);
            for (int i = 0; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector a = FloatVector.fromArray(F, y, yo + i, in);
                FloatVector d = FloatVector.fromArray(F, dy, dyo + i, in).sub(dot);
                a.mul(d).intoArray(dx, dxo + i, in);
            }
        }
    }
}
