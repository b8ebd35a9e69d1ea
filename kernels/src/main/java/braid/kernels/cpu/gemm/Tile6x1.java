package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.Kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernel, unrolled by hand: 6 rows by 1 vector of C, for panels of B that are not wider. Six
 * chains of sums are enough to hide the latency of a multiply-add; each element of A serves one
 * alone.
 *
 * <p>Every element of C is one chain of fused multiply-adds in the order of k, whichever method and
 * whichever tile computes it.
 */
@Kernel
final class Tile6x1 {

    /** Rows of C in a tile. */
    static final int ROWS = 6;

    /** Columns of C in a tile. */
    static final int WIDTH = LANES;

    private Tile6x1() {}

    /**
     * A tile of {@code C = alpha A B + beta C} with the rows of A read in place.
     *
     * @param at first element of A; row i starts {@code lda} elements after row i - 1
     * @param last last row of A that exists; later rows of the tile repeat it
     * @param bt first element of a packed panel of B, {@code kc} rows of {@link #WIDTH}
     * @param ct first element of C; the whole tile is written, and read unless beta is 0
     */
    static void rows(
            float[] a,
            int at,
            int lda,
            int last,
            float[] b,
            int bt,
            int kc,
            float[] c,
            int ct,
            int ldc,
            float alpha,
            float beta) {
        // Offsets from the first row, and an index that is the loop's own: so the addresses need no
        // more registers than there are.
        int d1 = Math.min(1, last) * lda;
        int d2 = Math.min(2, last) * lda;
        int d3 = Math.min(3, last) * lda;
        int d4 = Math.min(4, last) * lda;
        int d5 = Math.min(5, last) * lda;
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = FloatVector.zero(F);
        FloatVector c2 = FloatVector.zero(F);
        FloatVector c3 = FloatVector.zero(F);
        FloatVector c4 = FloatVector.zero(F);
        FloatVector c5 = FloatVector.zero(F);
        int end = at + kc;
        for (int i = at, bk = bt; i < end; i++, bk += WIDTH) {
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector x0 = FloatVector.broadcast(F, a[i]);
            c0 = x0.fma(b0, c0);
            FloatVector x1 = FloatVector.broadcast(F, a[i + d1]);
            c1 = x1.fma(b0, c1);
            FloatVector x2 = FloatVector.broadcast(F, a[i + d2]);
            c2 = x2.fma(b0, c2);
            FloatVector x3 = FloatVector.broadcast(F, a[i + d3]);
            c3 = x3.fma(b0, c3);
            FloatVector x4 = FloatVector.broadcast(F, a[i + d4]);
            c4 = x4.fma(b0, c4);
            FloatVector x5 = FloatVector.broadcast(F, a[i + d5]);
            c5 = x5.fma(b0, c5);
        }
        if (beta == 0f) {
            c0.mul(alpha).intoArray(c, ct);
            c1.mul(alpha).intoArray(c, ct + ldc);
            c2.mul(alpha).intoArray(c, ct + 2 * ldc);
            c3.mul(alpha).intoArray(c, ct + 3 * ldc);
            c4.mul(alpha).intoArray(c, ct + 4 * ldc);
            c5.mul(alpha).intoArray(c, ct + 5 * ldc);
            return;
        }
        FloatVector s = FloatVector.broadcast(F, alpha);
        int r0 = ct;
        c0.fma(s, FloatVector.fromArray(F, c, r0).mul(beta)).intoArray(c, r0);
        int r1 = ct + ldc;
        c1.fma(s, FloatVector.fromArray(F, c, r1).mul(beta)).intoArray(c, r1);
        int r2 = ct + 2 * ldc;
        c2.fma(s, FloatVector.fromArray(F, c, r2).mul(beta)).intoArray(c, r2);
        int r3 = ct + 3 * ldc;
        c3.fma(s, FloatVector.fromArray(F, c, r3).mul(beta)).intoArray(c, r3);
        int r4 = ct + 4 * ldc;
        c4.fma(s, FloatVector.fromArray(F, c, r4).mul(beta)).intoArray(c, r4);
        int r5 = ct + 5 * ldc;
        c5.fma(s, FloatVector.fromArray(F, c, r5).mul(beta)).intoArray(c, r5);
    }

    /**
     * A tile of {@code C = alpha A B + beta C} with A stored by columns: its 6 rows at index k are
     * neighbours, at {@code at + k step}.
     *
     * @param bt first element of a packed panel of B, {@code kc} rows of {@link #WIDTH}
     * @param ct first element of C; the whole tile is written, and read unless beta is 0
     */
    static void columns(
            float[] a,
            int at,
            int step,
            float[] b,
            int bt,
            int kc,
            float[] c,
            int ct,
            int ldc,
            float alpha,
            float beta) {
        int ak = at;
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = FloatVector.zero(F);
        FloatVector c2 = FloatVector.zero(F);
        FloatVector c3 = FloatVector.zero(F);
        FloatVector c4 = FloatVector.zero(F);
        FloatVector c5 = FloatVector.zero(F);
        for (int k = 0; k < kc; k++) {
            int bk = bt + k * WIDTH;
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector x0 = FloatVector.broadcast(F, a[ak]);
            c0 = x0.fma(b0, c0);
            FloatVector x1 = FloatVector.broadcast(F, a[ak + 1]);
            c1 = x1.fma(b0, c1);
            FloatVector x2 = FloatVector.broadcast(F, a[ak + 2]);
            c2 = x2.fma(b0, c2);
            FloatVector x3 = FloatVector.broadcast(F, a[ak + 3]);
            c3 = x3.fma(b0, c3);
            FloatVector x4 = FloatVector.broadcast(F, a[ak + 4]);
            c4 = x4.fma(b0, c4);
            FloatVector x5 = FloatVector.broadcast(F, a[ak + 5]);
            c5 = x5.fma(b0, c5);
            ak += step;
        }
        if (beta == 0f) {
            c0.mul(alpha).intoArray(c, ct);
            c1.mul(alpha).intoArray(c, ct + ldc);
            c2.mul(alpha).intoArray(c, ct + 2 * ldc);
            c3.mul(alpha).intoArray(c, ct + 3 * ldc);
            c4.mul(alpha).intoArray(c, ct + 4 * ldc);
            c5.mul(alpha).intoArray(c, ct + 5 * ldc);
            return;
        }
        FloatVector s = FloatVector.broadcast(F, alpha);
        int r0 = ct;
        c0.fma(s, FloatVector.fromArray(F, c, r0).mul(beta)).intoArray(c, r0);
        int r1 = ct + ldc;
        c1.fma(s, FloatVector.fromArray(F, c, r1).mul(beta)).intoArray(c, r1);
        int r2 = ct + 2 * ldc;
        c2.fma(s, FloatVector.fromArray(F, c, r2).mul(beta)).intoArray(c, r2);
        int r3 = ct + 3 * ldc;
        c3.fma(s, FloatVector.fromArray(F, c, r3).mul(beta)).intoArray(c, r3);
        int r4 = ct + 4 * ldc;
        c4.fma(s, FloatVector.fromArray(F, c, r4).mul(beta)).intoArray(c, r4);
        int r5 = ct + 5 * ldc;
        c5.fma(s, FloatVector.fromArray(F, c, r5).mul(beta)).intoArray(c, r5);
    }
}
