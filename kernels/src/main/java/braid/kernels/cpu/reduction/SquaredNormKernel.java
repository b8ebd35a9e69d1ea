package braid.kernels.cpu.reduction;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Workers;
import braid.tensor.Tensor;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link braid.tensor.op.SquaredNorm}: all in double precision, since squares of floats overflow
 * floats. Blocks of fixed length are summed by any thread, the blocks' sums in order.
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

        private static final VectorSpecies<Double> D =
                VectorSpecies.of(double.class, F.vectorShape());

        static double sum(float[] a, int at, int n) {
            DoubleVector s0 = DoubleVector.zero(D);
            DoubleVector s1 = s0;
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                FloatVector x = FloatVector.fromArray(F, a, at + i);
                DoubleVector low = (DoubleVector) x.convertShape(VectorOperators.F2D, D, 0);
                DoubleVector high = (DoubleVector) x.convertShape(VectorOperators.F2D, D, 1);
                s0 = low.fma(low, s0);
                s1 = high.fma(high, s1);
            }
            double sum = 0;
            for (double lane : s0.add(s1).toArray()) {
                sum += lane;
            }
            for (; i < n; i++) {
                sum += (double) a[at + i] * a[at + i];
            }
            return sum;
        }
    }
}
