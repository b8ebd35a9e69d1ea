package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.Kernel;
import braid.kernels.cpu.Vectors;
import braid.kernels.cpu.Workers;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Products {@code A Bᵀ} in which one operand has few rows, as in decoding: every element is a dot
 * product of two rows as stored, and nothing is packed. The operand with many rows, a weight that
 * comes from memory, is read once, row after row: a processor fetches ahead what lies in a line,
 * and four rows at a time came from memory at half the speed. The few rows stay in the L1 cache.
 */
final class RowDots {

    /** Most rows of the smaller operand: with more, packing pays. */
    static final int FEW = 8;

    /** Least multiply-adds that a thread takes. */
    private static final int GRAIN = 1 << 15;

    /** Rows of the smaller operand that meet a row of the larger at a time. */
    private static final int STEP = 4;

    private final Gemm p;
    private final boolean fewA;

    private RowDots(Gemm p) {
        this.p = p;
        fewA = p.m() <= p.n();
    }

    /** Whether this is the way to compute a product. */
    static boolean suits(Gemm p) {
        return !p.transA() && p.transB() && Math.min(p.m(), p.n()) <= FEW;
    }

    /** Computes a product that {@link #suits}. */
    static void run(Gemm p) {
        RowDots d = new RowDots(p);
        int many = d.fewA ? p.n() : p.m();
        int few = d.fewA ? p.m() : p.n();
        Workers.shared()
                .forRange(
                        many,
                        Math.max(1, GRAIN / Math.max(1, few * p.k())),
                        (w, from, to) -> d.rows(few, from, to));
    }

    private void rows(int few, int from, int to) {
        float[] dots = new float[STEP];
        for (int j = from; j < to; j++) {
            for (int i = 0; i < few; i += STEP) {
                int count = Math.min(STEP, few - i);
                if (fewA) {
                    dots(
                            p.a(),
                            p.aOff() + i * p.lda(),
                            p.lda(),
                            count,
                            p.b(),
                            p.bOff() + j * p.ldb(),
                            dots);
                } else {
                    dots(
                            p.b(),
                            p.bOff() + i * p.ldb(),
                            p.ldb(),
                            count,
                            p.a(),
                            p.aOff() + j * p.lda(),
                            dots);
                }
                for (int u = 0; u < count; u++) {
                    store(fewA ? i + u : j, fewA ? j : i + u, dots[u]);
                }
            }
        }
        if (fewA) {
            p.epilogue().apply(p.c(), p.cOff(), p.ldc(), 0, from, few, to - from);
        } else {
            p.epilogue().apply(p.c(), p.cOff(), p.ldc(), from, 0, to - from, few);
        }
    }

    private void store(int row, int column, float dot) {
        float[] c = p.c();
        int at = p.cOff() + row * p.ldc() + column;
        boolean fresh = p.beta() == 0f;
        c[at] = fresh ? dot * p.alpha() : Math.fma(dot, p.alpha(), c[at] * p.beta());
    }

    private void dots(float[] x, int xo, int ldx, int count, float[] y, int yo, float[] dots) {
        if (count == 1) {
            dots[0] = one(x, xo, y, yo, p.k());
        } else {
            four(x, xo, ldx, count - 1, y, yo, p.k(), dots);
        }
    }

    /** Dot product of two rows in four chains of sums, which hide the latency. */
    @Kernel
    private static float one(float[] x, int xo, float[] y, int yo, int n) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int k = 0;
        for (; k <= n - 4 * LANES; k += 4 * LANES) {
            int a = xo + k;
            int b = yo + k;
            s0 = FloatVector.fromArray(F, x, a).fma(FloatVector.fromArray(F, y, b), s0);
            a += LANES;
            b += LANES;
            s1 = FloatVector.fromArray(F, x, a).fma(FloatVector.fromArray(F, y, b), s1);
            a += LANES;
            b += LANES;
            s2 = FloatVector.fromArray(F, x, a).fma(FloatVector.fromArray(F, y, b), s2);
            a += LANES;
            b += LANES;
            s3 = FloatVector.fromArray(F, x, a).fma(FloatVector.fromArray(F, y, b), s3);
        }
        for (; k < n; k += LANES) {
            VectorMask<Float> in = F.indexInRange(k, n);
            FloatVector a = FloatVector.fromArray(F, x, xo + k, in);
            s0 = a.fma(FloatVector.fromArray(F, y, yo + k, in), s0);
        }
        return Vectors.sum(s0.add(s1).add(s2.add(s3)));
    }

    /**
     * Dot products of four rows of x with one of y, one chain of sums each.
     *
     * @param last last row of x that exists; later rows repeat it
     */
    @Kernel
    private static void four(
            float[] x, int xo, int ldx, int last, float[] y, int yo, int n, float[] dots) {
        int x1 = xo + ldx;
        int x2 = xo + Math.min(2, last) * ldx;
        int x3 = xo + last * ldx;
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int k = 0;
        for (; k <= n - LANES; k += LANES) {
            FloatVector b = FloatVector.fromArray(F, y, yo + k);
            s0 = FloatVector.fromArray(F, x, xo + k).fma(b, s0);
            s1 = FloatVector.fromArray(F, x, x1 + k).fma(b, s1);
            s2 = FloatVector.fromArray(F, x, x2 + k).fma(b, s2);
            s3 = FloatVector.fromArray(F, x, x3 + k).fma(b, s3);
        }
        if (k < n) {
            VectorMask<Float> in = F.indexInRange(k, n);
            FloatVector b = FloatVector.fromArray(F, y, yo + k, in);
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
