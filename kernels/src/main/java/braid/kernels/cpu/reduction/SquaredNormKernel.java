package braid.kernels.cpu.reduction;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Vectors;
import braid.kernels.cpu.Workers;
import braid.tensor.Tensor;

import jdk.incubator.vector.FloatVector;

/**
 * {@link braid.tensor.op.SquaredNorm}: blocks of fixed length are summed as floats, the blocks'
 * sums in order as doubles.
 */
final class SquaredNormKernel {

    private static final int BLOCK = 4096;

    private SquaredNormKernel() {}

    static void run(Tensor[] in, Tensor out, boolean fast) {
        double total = 0;
        for (Tensor t : in) {
            total += fast && Reals.isF32(t) ? vector(Contiguity.of(t)) : reference(t);
        }
        Reals.of(out).set(CpuStorage.offset(out), total);
    }

    private static double reference(Tensor t) {
        Tensor x = Contiguity.of(t);
        Reals a = Reals.of(x);
        double sum = 0;
        for (int i = 0; i < x.numel(); i++) {
            double v = a.get(CpuStorage.offset(x) + i);
            sum += v * v;
        }
        return sum;
    }

    private static double vector(Tensor x) {
        int n = (int) x.numel();
        int blocks = (n + BLOCK - 1) / BLOCK;
        float[] a = CpuStorage.floats(x);
        int at = CpuStorage.offset(x);
        double[] part = new double[blocks];
        Workers.shared()
                .forRange(
                        blocks,
                        4,
                        (w, from, to) -> {
                            for (int b = from; b < to; b++) {
                                int length = Math.min(BLOCK, n - b * BLOCK);
                                part[b] = Vector.sum(a, at + b * BLOCK, length);
                            }
                        });
        double total = 0;
        for (double p : part) {
            total += p;
        }
        return total;
    }

    private static final class Vector {

        static float sum(float[] a, int at, int n) {
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            int i = 0;
            for (; i <= n - 2 * LANES; i += 2 * LANES) {
                FloatVector x = FloatVector.fromArray(F, a, at + i);
                FloatVector y = FloatVector.fromArray(F, a, at + i + LANES);
                s0 = x.fma(x, s0);
                s1 = y.fma(y, s1);
            }
            for (; i < n; i += LANES) {
                FloatVector x = FloatVector.fromArray(F, a, at + i, F.indexInRange(i, n));
                s0 = x.fma(x, s0);
            }
            return Vectors.sum(s0.add(s1));
        }
    }
}
