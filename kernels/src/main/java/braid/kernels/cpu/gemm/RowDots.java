package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Vectors;
import braid.kernels.cpu.Workers;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Products {@code A Bᵀ} in which one operand has few rows, as in decoding: every element is a dot
 * product of two rows as stored, and nothing is packed. The operand with many rows, a weight that
 * comes from memory, is read once; the few rows stay in the L1 cache.
 */
final class RowDots {

    /** Most rows of the smaller operand: with more, packing pays. */
    static final int FEW = 8;

    /** Least multiply-adds that a thread takes. */
    private static final int GRAIN = 1 << 15;

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
        int units = (many + STEP - 1) / STEP;
        Workers.shared()
                .forRange(
                        units,
                        Math.max(1, GRAIN / Math.max(1, STEP * few * p.k())),
                        (w, from, to) -> d.rows(few, from * STEP, Math.min(many, to * STEP)));
    }

    private void rows(int few, int from, int to) {
        float[] dots = new float[2 * STEP];
        for (int j = from; j < to; j += STEP) {
            int last = Math.min(STEP, to - j) - 1;
            for (int i = 0; i < few; i += 2) {
                int pair = Math.min(1, few - 1 - i);
                if (fewA) {
                    int x = p.aOff() + i * p.lda();
                    int y = p.bOff() + j * p.ldb();
                    dots(p.a(), x, pair * p.lda(), p.b(), y, p.ldb(), last, p.k(), dots);
                } else {
                    int x = p.bOff() + i * p.ldb();
                    int y = p.aOff() + j * p.lda();
                    dots(p.b(), x, pair * p.ldb(), p.a(), y, p.lda(), last, p.k(), dots);
                }
                store(dots, i, pair, j, last);
            }
        }
        if (fewA) {
            p.epilogue().apply(p.c(), p.cOff(), p.ldc(), 0, from, few, to - from);
        } else {
            p.epilogue().apply(p.c(), p.cOff(), p.ldc(), from, 0, to - from, few);
        }
    }

    private void store(float[] dots, int i, int pair, int j, int last) {
        float[] c = p.c();
        for (int u = 0; u <= pair; u++) {
            for (int v = 0; v <= last; v++) {
                int row = fewA ? i + u : j + v;
                int column = fewA ? j + v : i + u;
                int at = p.cOff() + row * p.ldc() + column;
                float dot = dots[u * STEP + v];
                c[at] =
                        p.beta() == 0f
                                ? dot * p.alpha()
                                : Math.fma(dot, p.alpha(), c[at] * p.beta());
            }
        }
    }

    /**
     * Dot products of two rows of x with four of y, one chain of sums each.
     *
     * @param xPair from the first row of x to the second; 0 repeats the first
     * @param last last row of y that exists; later rows repeat it
     */
    private static void dots( // kernel
            float[] x,
            int xo,
            int xPair,
            float[] y,
            int yo,
            int ldy,
            int last,
            int n,
            float[] dots) {
        int x1 = xo + xPair;
        int y1 = yo + Math.min(1, last) * ldy;
        int y2 = yo + Math.min(2, last) * ldy;
        int y3 = yo + Math.min(3, last) * ldy;
        FloatVector s00 = FloatVector.zero(F);
        FloatVector s01 = s00;
        FloatVector s02 = s00;
        FloatVector s03 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s12 = s00;
        FloatVector s13 = s00;
        int k = 0;
        for (; k <= n - LANES; k += LANES) {
            FloatVector a = FloatVector.fromArray(F, x, xo + k);
            FloatVector b = FloatVector.fromArray(F, x, x1 + k);
            FloatVector c = FloatVector.fromArray(F, y, yo + k);
            s00 = a.fma(c, s00);
            s10 = b.fma(c, s10);
            c = FloatVector.fromArray(F, y, y1 + k);
            s01 = a.fma(c, s01);
            s11 = b.fma(c, s11);
            c = FloatVector.fromArray(F, y, y2 + k);
            s02 = a.fma(c, s02);
            s12 = b.fma(c, s12);
            c = FloatVector.fromArray(F, y, y3 + k);
            s03 = a.fma(c, s03);
            s13 = b.fma(c, s13);
        }
        if (k < n) {
            VectorMask<Float> in = F.indexInRange(k, n);
            FloatVector a = FloatVector.fromArray(F, x, xo + k, in);
            FloatVector b = FloatVector.fromArray(F, x, x1 + k, in);
            FloatVector c = FloatVector.fromArray(F, y, yo + k, in);
            s00 = a.fma(c, s00);
            s10 = b.fma(c, s10);
            c = FloatVector.fromArray(F, y, y1 + k, in);
            s01 = a.fma(c, s01);
            s11 = b.fma(c, s11);
            c = FloatVector.fromArray(F, y, y2 + k, in);
            s02 = a.fma(c, s02);
            s12 = b.fma(c, s12);
            c = FloatVector.fromArray(F, y, y3 + k, in);
            s03 = a.fma(c, s03);
            s13 = b.fma(c, s13);
        }
        dots[0] = Vectors.sum(s00);
        dots[1] = Vectors.sum(s01);
        dots[2] = Vectors.sum(s02);
        dots[3] = Vectors.sum(s03);
        if (xPair != 0) {
            dots[4] = Vectors.sum(s10);
            dots[5] = Vectors.sum(s11);
            dots[6] = Vectors.sum(s12);
            dots[7] = Vectors.sum(s13);
        }
    }
}
