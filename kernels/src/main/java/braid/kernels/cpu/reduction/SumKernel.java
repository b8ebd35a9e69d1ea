package braid.kernels.cpu.reduction;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Vectors;
import braid.kernels.cpu.Workers;
import braid.tensor.Shape;
import braid.tensor.Tensor;

import jdk.incubator.vector.FloatVector;

import java.util.Arrays;

/**
 * {@link braid.tensor.op.Sum} and {@link braid.tensor.op.SumRows} of (outer, n, inner) along the
 * middle. Sums run over blocks of fixed length, and the blocks' sums are then added in order: the
 * same bits for any number of threads, and an error that grows with the number of blocks rather
 * than of elements.
 */
final class SumKernel {

    /** Elements in a block along the axis. */
    private static final int BLOCK = 256;

    private static final int GRAIN = 16_384;

    private SumKernel() {}

    static void run(Tensor x, Tensor y, int axis, boolean accumulate, boolean fast) {
        Tensor from = Contiguity.of(x);
        Shape s = x.shape();
        int outer = (int) s.head(axis).numel();
        int n = s.dim(axis);
        int inner = (int) s.tail(axis + 1).numel();
        Tensor to = y.isContiguous() ? y : Contiguity.scratch(y);
        if (fast) {
            Vector.sum(from, to, outer, n, inner, accumulate);
        } else {
            reference(from, to, outer, n, inner, accumulate);
        }
        Contiguity.store(to, y);
    }

    private static void reference(
            Tensor x, Tensor y, int outer, int n, int inner, boolean accumulate) {
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int to = CpuStorage.offset(y) + o * inner + i;
                double sum = accumulate ? b.get(to) : 0;
                for (int k = 0; k < n; k++) {
                    sum += a.get(CpuStorage.offset(x) + (o * n + k) * inner + i);
                }
                b.set(to, sum);
            }
        }
    }

    private static final class Vector {

        static void sum(Tensor x, Tensor y, int outer, int n, int inner, boolean accumulate) {
            float[] a = CpuStorage.floats(x);
            float[] b = CpuStorage.floats(y);
            int xo = CpuStorage.offset(x);
            int yo = CpuStorage.offset(y);
            if (inner == 1 && outer == 1 && n > GRAIN) {
                float total = all(a, xo, n);
                b[yo] = accumulate ? b[yo] + total : total;
            } else if (inner == 1) {
                Workers.shared()
                        .forRange(
                                outer,
                                Math.max(1, GRAIN / Math.max(1, n)),
                                (w, from, to) -> {
                                    for (int o = from; o < to; o++) {
                                        float s = row(a, xo + o * n, n);
                                        b[yo + o] = accumulate ? b[yo + o] + s : s;
                                    }
                                });
            } else {
                columns(a, xo, b, yo, outer, n, inner, accumulate);
            }
        }

        /** Sum of one long row: blocks of {@link #GRAIN}, by all threads, added in order. */
        private static float all(float[] a, int at, int n) {
            int blocks = (n + GRAIN - 1) / GRAIN;
            float[] part = new float[blocks];
            Workers.shared()
                    .forRange(
                            blocks,
                            1,
                            (w, from, to) -> {
                                for (int i = from; i < to; i++) {
                                    int m = Math.min(GRAIN, n - i * GRAIN);
                                    part[i] = row(a, at + i * GRAIN, m);
                                }
                            });
            double total = 0;
            for (float p : part) {
                total += p;
            }
            return (float) total;
        }

        private static float row(float[] a, int at, int n) {
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            int i = 0;
            for (; i <= n - 4 * LANES; i += 4 * LANES) {
                s0 = s0.add(FloatVector.fromArray(F, a, at + i));
                s1 = s1.add(FloatVector.fromArray(F, a, at + i + LANES));
                s2 = s2.add(FloatVector.fromArray(F, a, at + i + 2 * LANES));
                s3 = s3.add(FloatVector.fromArray(F, a, at + i + 3 * LANES));
            }
            for (; i < n; i += LANES) {
                s0 = s0.add(FloatVector.fromArray(F, a, at + i, F.indexInRange(i, n)));
            }
            return Vectors.sum(s0.add(s1).add(s2.add(s3)));
        }

        private static void columns(
                float[] a,
                int xo,
                float[] b,
                int yo,
                int outer,
                int n,
                int inner,
                boolean accumulate) {
            int grain = Math.max(LANES, GRAIN / Math.max(1, n * outer));
            Workers.shared()
                    .forRange(
                            inner,
                            grain,
                            (w, from, to) -> {
                                for (int o = 0; o < outer; o++) {
                                    int at = xo + o * n * inner;
                                    int out = yo + o * inner;
                                    column(a, at, b, out, n, inner, from, to, accumulate);
                                }
                            });
        }

        private static void column(
                float[] a,
                int at,
                float[] b,
                int out,
                int n,
                int inner,
                int from,
                int to,
                boolean accumulate) {
            int width = to - from;
            float[] sum = Scratch.floats(0, width);
            if (!accumulate) {
                Arrays.fill(b, out + from, out + to, 0);
            }
            for (int k0 = 0; k0 < n; k0 += BLOCK) {
                int k1 = Math.min(n, k0 + BLOCK);
                Arrays.fill(sum, 0, width, 0);
                for (int k = k0; k < k1; k++) {
                    addTo(sum, 0, a, at + k * inner + from, width);
                }
                addTo(b, out + from, sum, 0, width);
            }
        }

        private static void addTo(float[] y, int yo, float[] x, int xo, int n) {
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                FloatVector.fromArray(F, y, yo + i)
                        .add(FloatVector.fromArray(F, x, xo + i))
                        .intoArray(y, yo + i);
            }
            for (; i < n; i++) {
                y[yo + i] += x[xo + i];
            }
        }
    }
}
