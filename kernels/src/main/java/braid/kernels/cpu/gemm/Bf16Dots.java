package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.Kernel;
import braid.kernels.cpu.Vectors;
import braid.kernels.cpu.Workers;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link RowDots} with a weight in BF16, which is widened in registers: sums in the same order, so
 * the same bits as with the widened weight, from half of the memory.
 */
public final class Bf16Dots {

    private static final int GRAIN = 1 << 15;
    private static final int STEP = 4;
    private static final VectorSpecies<Short> S =
            VectorSpecies.of(short.class, VectorShape.forBitSize(LANES * Short.SIZE));
    private static final VectorSpecies<Integer> I = F.withLanes(int.class);

    private Bf16Dots() {}

    /**
     * Computes {@code C = X Wᵀ}; all matrices are dense and row-major.
     *
     * @param few rows of X (few, k)
     * @param many rows of W (many, k); C is (few, many)
     * @param xo first element of X, as {@code wo} and {@code co} of the others
     */
    public static void run(
            int few, int many, int k, float[] x, int xo, short[] w, int wo, float[] c, int co) {
        Gemm.window("X", x.length, xo, k, few, k);
        Gemm.window("W", w.length, wo, k, many, k);
        Gemm.window("C", c.length, co, many, few, many);
        int grain = Math.max(1, GRAIN / Math.max(1, few * k));
        Workers.shared()
                .forRange(
                        many,
                        grain,
                        (worker, from, to) -> {
                            if (few == 1) {
                                row(x, xo, w, wo, k, c, co, from, to);
                            } else {
                                rows(few, many, k, x, xo, w, wo, c, co, from, to);
                            }
                        });
    }

    /**
     * One row of X: two rows of W at a time, far apart. A processor fetches ahead within a page and
     * a stream, so two streams came from memory at the speed of reading, one at three quarters.
     */
    private static void row(
            float[] x, int xo, short[] w, int wo, int k, float[] c, int co, int from, int to) {
        int half = (to - from) / 2;
        float[] dots = new float[2];
        for (int j = from; j < from + half; j++) {
            two(x, xo, w, wo + j * k, wo + (j + half) * k, k, dots);
            c[co + j] = dots[0];
            c[co + j + half] = dots[1];
        }
        for (int j = from + 2 * half; j < to; j++) {
            two(x, xo, w, wo + j * k, wo + j * k, k, dots);
            c[co + j] = dots[0];
        }
    }

    private static void rows(
            int few,
            int many,
            int k,
            float[] x,
            int xo,
            short[] w,
            int wo,
            float[] c,
            int co,
            int from,
            int to) {
        float[] dots = new float[STEP];
        for (int j = from; j < to; j++) {
            int row = wo + j * k;
            for (int i = 0; i < few; i += STEP) {
                int count = Math.min(STEP, few - i);
                if (count == 1) {
                    two(x, xo + i * k, w, row, row, k, dots);
                } else {
                    four(x, xo + i * k, k, count - 1, w, row, dots);
                }
                for (int u = 0; u < count; u++) {
                    c[co + (i + u) * many + j] = dots[u];
                }
            }
        }
    }

    private static FloatVector widened(ShortVector w) {
        var bits = (IntVector) w.convertShape(VectorOperators.ZERO_EXTEND_S2I, I, 0);
        return bits.lanewise(VectorOperators.LSHL, Short.SIZE).reinterpretAsFloats();
    }

    private static FloatVector load(short[] w, int at) {
        return widened(ShortVector.fromArray(S, w, at));
    }

    private static FloatVector load(short[] w, int at, int k, int n) {
        return widened(ShortVector.fromArray(S, w, at, S.indexInRange(k, n)));
    }

    /** Dot products of a row of x with two of w, each in four chains as {@link RowDots} has it. */
    @Kernel
    private static void two(float[] x, int xo, short[] w, int w0, int w1, int n, float[] dots) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector t2 = s0;
        FloatVector t3 = s0;
        int k = 0;
        for (; k <= n - 4 * LANES; k += 4 * LANES) {
            FloatVector a = FloatVector.fromArray(F, x, xo + k);
            s0 = a.fma(load(w, w0 + k), s0);
            t0 = a.fma(load(w, w1 + k), t0);
            int at = k + LANES;
            a = FloatVector.fromArray(F, x, xo + at);
            s1 = a.fma(load(w, w0 + at), s1);
            t1 = a.fma(load(w, w1 + at), t1);
            at += LANES;
            a = FloatVector.fromArray(F, x, xo + at);
            s2 = a.fma(load(w, w0 + at), s2);
            t2 = a.fma(load(w, w1 + at), t2);
            at += LANES;
            a = FloatVector.fromArray(F, x, xo + at);
            s3 = a.fma(load(w, w0 + at), s3);
            t3 = a.fma(load(w, w1 + at), t3);
        }
        for (; k < n; k += LANES) {
            FloatVector a = FloatVector.fromArray(F, x, xo + k, F.indexInRange(k, n));
            s0 = a.fma(load(w, w0 + k, k, n), s0);
            t0 = a.fma(load(w, w1 + k, k, n), t0);
        }
        dots[0] = Vectors.sum(s0.add(s1).add(s2.add(s3)));
        dots[1] = Vectors.sum(t0.add(t1).add(t2.add(t3)));
    }

    /**
     * Dot products of four rows of x with one of w.
     *
     * @param n length of a row
     * @param last last row of x that exists; later rows repeat it
     */
    @Kernel
    private static void four(float[] x, int xo, int n, int last, short[] w, int wo, float[] dots) {
        int x1 = xo + n;
        int x2 = xo + Math.min(2, last) * n;
        int x3 = xo + last * n;
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int k = 0;
        for (; k <= n - LANES; k += LANES) {
            FloatVector b = load(w, wo + k);
            s0 = FloatVector.fromArray(F, x, xo + k).fma(b, s0);
            s1 = FloatVector.fromArray(F, x, x1 + k).fma(b, s1);
            s2 = FloatVector.fromArray(F, x, x2 + k).fma(b, s2);
            s3 = FloatVector.fromArray(F, x, x3 + k).fma(b, s3);
        }
        if (k < n) {
            VectorMask<Float> in = F.indexInRange(k, n);
            FloatVector b = load(w, wo + k, k, n);
            s0 = FloatVector.fromArray(F, x, xo + k, in).fma(b, s0);
            s1 = FloatVector.fromArray(F, x, x1 + k, in).fma(b, s1);
            s2 = FloatVector.fromArray(F, x, x2 + k, in).fma(b, s2);
            s3 = FloatVector.fromArray(F, x, x3 + k, in).fma(b, s3);
        }
        dots[0] = Vectors.sum(s0);
        dots[1] = Vectors.sum(s1);
        dots[2] = Vectors.sum(s2);
        dots[3] = Vectors.sum(s3);
    }
}
