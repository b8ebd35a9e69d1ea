package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.Kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernel, unrolled by hand: 6 rows by 4 vectors of C in 24 registers, 4 more for B and 1 for
 * A, of the 32 that AVX-512 and NEON have. Runs at 98 % of the peak on Zen 4. Unrolling k by two
 * makes the compiler spill (80 instead of 113 GFLOP/s); 12 x 2 and 8 x 3 are 2 to 6 % slower.
 *
 * <p>Every element of C is one chain of fused multiply-adds in the order of k, whichever method and
 * whichever tile computes it.
 */
@Kernel
final class Tile6x4 {

    /** Rows of C in a tile. */
    static final int ROWS = 6;

    /** Columns of C in a tile. */
    static final int WIDTH = 4 * LANES;

    private Tile6x4() {}

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
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c03 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c12 = FloatVector.zero(F);
        FloatVector c13 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c22 = FloatVector.zero(F);
        FloatVector c23 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        FloatVector c32 = FloatVector.zero(F);
        FloatVector c33 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c41 = FloatVector.zero(F);
        FloatVector c42 = FloatVector.zero(F);
        FloatVector c43 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c51 = FloatVector.zero(F);
        FloatVector c52 = FloatVector.zero(F);
        FloatVector c53 = FloatVector.zero(F);
        int end = at + kc;
        for (int i = at, bk = bt; i < end; i++, bk += WIDTH) {
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector b1 = FloatVector.fromArray(F, b, bk + LANES);
            FloatVector b2 = FloatVector.fromArray(F, b, bk + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(F, b, bk + 3 * LANES);
            FloatVector x0 = FloatVector.broadcast(F, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(F, a[i + d1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector x2 = FloatVector.broadcast(F, a[i + d2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            FloatVector x3 = FloatVector.broadcast(F, a[i + d3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
            FloatVector x4 = FloatVector.broadcast(F, a[i + d4]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            c42 = x4.fma(b2, c42);
            c43 = x4.fma(b3, c43);
            FloatVector x5 = FloatVector.broadcast(F, a[i + d5]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            c52 = x5.fma(b2, c52);
            c53 = x5.fma(b3, c53);
        }
        if (beta == 0f) {
            c00.mul(alpha).intoArray(c, ct);
            c01.mul(alpha).intoArray(c, ct + LANES);
            c02.mul(alpha).intoArray(c, ct + 2 * LANES);
            c03.mul(alpha).intoArray(c, ct + 3 * LANES);
            c10.mul(alpha).intoArray(c, ct + ldc);
            c11.mul(alpha).intoArray(c, ct + ldc + LANES);
            c12.mul(alpha).intoArray(c, ct + ldc + 2 * LANES);
            c13.mul(alpha).intoArray(c, ct + ldc + 3 * LANES);
            c20.mul(alpha).intoArray(c, ct + 2 * ldc);
            c21.mul(alpha).intoArray(c, ct + 2 * ldc + LANES);
            c22.mul(alpha).intoArray(c, ct + 2 * ldc + 2 * LANES);
            c23.mul(alpha).intoArray(c, ct + 2 * ldc + 3 * LANES);
            c30.mul(alpha).intoArray(c, ct + 3 * ldc);
            c31.mul(alpha).intoArray(c, ct + 3 * ldc + LANES);
            c32.mul(alpha).intoArray(c, ct + 3 * ldc + 2 * LANES);
            c33.mul(alpha).intoArray(c, ct + 3 * ldc + 3 * LANES);
            c40.mul(alpha).intoArray(c, ct + 4 * ldc);
            c41.mul(alpha).intoArray(c, ct + 4 * ldc + LANES);
            c42.mul(alpha).intoArray(c, ct + 4 * ldc + 2 * LANES);
            c43.mul(alpha).intoArray(c, ct + 4 * ldc + 3 * LANES);
            c50.mul(alpha).intoArray(c, ct + 5 * ldc);
            c51.mul(alpha).intoArray(c, ct + 5 * ldc + LANES);
            c52.mul(alpha).intoArray(c, ct + 5 * ldc + 2 * LANES);
            c53.mul(alpha).intoArray(c, ct + 5 * ldc + 3 * LANES);
            return;
        }
        FloatVector s = FloatVector.broadcast(F, alpha);
        int r0 = ct;
        c00.fma(s, FloatVector.fromArray(F, c, r0).mul(beta)).intoArray(c, r0);
        c01.fma(s, FloatVector.fromArray(F, c, r0 + LANES).mul(beta)).intoArray(c, r0 + LANES);
        c02.fma(s, FloatVector.fromArray(F, c, r0 + 2 * LANES).mul(beta))
                .intoArray(c, r0 + 2 * LANES);
        c03.fma(s, FloatVector.fromArray(F, c, r0 + 3 * LANES).mul(beta))
                .intoArray(c, r0 + 3 * LANES);
        int r1 = ct + ldc;
        c10.fma(s, FloatVector.fromArray(F, c, r1).mul(beta)).intoArray(c, r1);
        c11.fma(s, FloatVector.fromArray(F, c, r1 + LANES).mul(beta)).intoArray(c, r1 + LANES);
        c12.fma(s, FloatVector.fromArray(F, c, r1 + 2 * LANES).mul(beta))
                .intoArray(c, r1 + 2 * LANES);
        c13.fma(s, FloatVector.fromArray(F, c, r1 + 3 * LANES).mul(beta))
                .intoArray(c, r1 + 3 * LANES);
        int r2 = ct + 2 * ldc;
        c20.fma(s, FloatVector.fromArray(F, c, r2).mul(beta)).intoArray(c, r2);
        c21.fma(s, FloatVector.fromArray(F, c, r2 + LANES).mul(beta)).intoArray(c, r2 + LANES);
        c22.fma(s, FloatVector.fromArray(F, c, r2 + 2 * LANES).mul(beta))
                .intoArray(c, r2 + 2 * LANES);
        c23.fma(s, FloatVector.fromArray(F, c, r2 + 3 * LANES).mul(beta))
                .intoArray(c, r2 + 3 * LANES);
        int r3 = ct + 3 * ldc;
        c30.fma(s, FloatVector.fromArray(F, c, r3).mul(beta)).intoArray(c, r3);
        c31.fma(s, FloatVector.fromArray(F, c, r3 + LANES).mul(beta)).intoArray(c, r3 + LANES);
        c32.fma(s, FloatVector.fromArray(F, c, r3 + 2 * LANES).mul(beta))
                .intoArray(c, r3 + 2 * LANES);
        c33.fma(s, FloatVector.fromArray(F, c, r3 + 3 * LANES).mul(beta))
                .intoArray(c, r3 + 3 * LANES);
        int r4 = ct + 4 * ldc;
        c40.fma(s, FloatVector.fromArray(F, c, r4).mul(beta)).intoArray(c, r4);
        c41.fma(s, FloatVector.fromArray(F, c, r4 + LANES).mul(beta)).intoArray(c, r4 + LANES);
        c42.fma(s, FloatVector.fromArray(F, c, r4 + 2 * LANES).mul(beta))
                .intoArray(c, r4 + 2 * LANES);
        c43.fma(s, FloatVector.fromArray(F, c, r4 + 3 * LANES).mul(beta))
                .intoArray(c, r4 + 3 * LANES);
        int r5 = ct + 5 * ldc;
        c50.fma(s, FloatVector.fromArray(F, c, r5).mul(beta)).intoArray(c, r5);
        c51.fma(s, FloatVector.fromArray(F, c, r5 + LANES).mul(beta)).intoArray(c, r5 + LANES);
        c52.fma(s, FloatVector.fromArray(F, c, r5 + 2 * LANES).mul(beta))
                .intoArray(c, r5 + 2 * LANES);
        c53.fma(s, FloatVector.fromArray(F, c, r5 + 3 * LANES).mul(beta))
                .intoArray(c, r5 + 3 * LANES);
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
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c02 = FloatVector.zero(F);
        FloatVector c03 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c12 = FloatVector.zero(F);
        FloatVector c13 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c22 = FloatVector.zero(F);
        FloatVector c23 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        FloatVector c32 = FloatVector.zero(F);
        FloatVector c33 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c41 = FloatVector.zero(F);
        FloatVector c42 = FloatVector.zero(F);
        FloatVector c43 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c51 = FloatVector.zero(F);
        FloatVector c52 = FloatVector.zero(F);
        FloatVector c53 = FloatVector.zero(F);
        for (int k = 0; k < kc; k++) {
            int bk = bt + k * WIDTH;
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector b1 = FloatVector.fromArray(F, b, bk + LANES);
            FloatVector b2 = FloatVector.fromArray(F, b, bk + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(F, b, bk + 3 * LANES);
            FloatVector x0 = FloatVector.broadcast(F, a[ak]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(F, a[ak + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector x2 = FloatVector.broadcast(F, a[ak + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            FloatVector x3 = FloatVector.broadcast(F, a[ak + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
            FloatVector x4 = FloatVector.broadcast(F, a[ak + 4]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            c42 = x4.fma(b2, c42);
            c43 = x4.fma(b3, c43);
            FloatVector x5 = FloatVector.broadcast(F, a[ak + 5]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            c52 = x5.fma(b2, c52);
            c53 = x5.fma(b3, c53);
            ak += step;
        }
        if (beta == 0f) {
            c00.mul(alpha).intoArray(c, ct);
            c01.mul(alpha).intoArray(c, ct + LANES);
            c02.mul(alpha).intoArray(c, ct + 2 * LANES);
            c03.mul(alpha).intoArray(c, ct + 3 * LANES);
            c10.mul(alpha).intoArray(c, ct + ldc);
            c11.mul(alpha).intoArray(c, ct + ldc + LANES);
            c12.mul(alpha).intoArray(c, ct + ldc + 2 * LANES);
            c13.mul(alpha).intoArray(c, ct + ldc + 3 * LANES);
            c20.mul(alpha).intoArray(c, ct + 2 * ldc);
            c21.mul(alpha).intoArray(c, ct + 2 * ldc + LANES);
            c22.mul(alpha).intoArray(c, ct + 2 * ldc + 2 * LANES);
            c23.mul(alpha).intoArray(c, ct + 2 * ldc + 3 * LANES);
            c30.mul(alpha).intoArray(c, ct + 3 * ldc);
            c31.mul(alpha).intoArray(c, ct + 3 * ldc + LANES);
            c32.mul(alpha).intoArray(c, ct + 3 * ldc + 2 * LANES);
            c33.mul(alpha).intoArray(c, ct + 3 * ldc + 3 * LANES);
            c40.mul(alpha).intoArray(c, ct + 4 * ldc);
            c41.mul(alpha).intoArray(c, ct + 4 * ldc + LANES);
            c42.mul(alpha).intoArray(c, ct + 4 * ldc + 2 * LANES);
            c43.mul(alpha).intoArray(c, ct + 4 * ldc + 3 * LANES);
            c50.mul(alpha).intoArray(c, ct + 5 * ldc);
            c51.mul(alpha).intoArray(c, ct + 5 * ldc + LANES);
            c52.mul(alpha).intoArray(c, ct + 5 * ldc + 2 * LANES);
            c53.mul(alpha).intoArray(c, ct + 5 * ldc + 3 * LANES);
            return;
        }
        FloatVector s = FloatVector.broadcast(F, alpha);
        int r0 = ct;
        c00.fma(s, FloatVector.fromArray(F, c, r0).mul(beta)).intoArray(c, r0);
        c01.fma(s, FloatVector.fromArray(F, c, r0 + LANES).mul(beta)).intoArray(c, r0 + LANES);
        c02.fma(s, FloatVector.fromArray(F, c, r0 + 2 * LANES).mul(beta))
                .intoArray(c, r0 + 2 * LANES);
        c03.fma(s, FloatVector.fromArray(F, c, r0 + 3 * LANES).mul(beta))
                .intoArray(c, r0 + 3 * LANES);
        int r1 = ct + ldc;
        c10.fma(s, FloatVector.fromArray(F, c, r1).mul(beta)).intoArray(c, r1);
        c11.fma(s, FloatVector.fromArray(F, c, r1 + LANES).mul(beta)).intoArray(c, r1 + LANES);
        c12.fma(s, FloatVector.fromArray(F, c, r1 + 2 * LANES).mul(beta))
                .intoArray(c, r1 + 2 * LANES);
        c13.fma(s, FloatVector.fromArray(F, c, r1 + 3 * LANES).mul(beta))
                .intoArray(c, r1 + 3 * LANES);
        int r2 = ct + 2 * ldc;
        c20.fma(s, FloatVector.fromArray(F, c, r2).mul(beta)).intoArray(c, r2);
        c21.fma(s, FloatVector.fromArray(F, c, r2 + LANES).mul(beta)).intoArray(c, r2 + LANES);
        c22.fma(s, FloatVector.fromArray(F, c, r2 + 2 * LANES).mul(beta))
                .intoArray(c, r2 + 2 * LANES);
        c23.fma(s, FloatVector.fromArray(F, c, r2 + 3 * LANES).mul(beta))
                .intoArray(c, r2 + 3 * LANES);
        int r3 = ct + 3 * ldc;
        c30.fma(s, FloatVector.fromArray(F, c, r3).mul(beta)).intoArray(c, r3);
        c31.fma(s, FloatVector.fromArray(F, c, r3 + LANES).mul(beta)).intoArray(c, r3 + LANES);
        c32.fma(s, FloatVector.fromArray(F, c, r3 + 2 * LANES).mul(beta))
                .intoArray(c, r3 + 2 * LANES);
        c33.fma(s, FloatVector.fromArray(F, c, r3 + 3 * LANES).mul(beta))
                .intoArray(c, r3 + 3 * LANES);
        int r4 = ct + 4 * ldc;
        c40.fma(s, FloatVector.fromArray(F, c, r4).mul(beta)).intoArray(c, r4);
        c41.fma(s, FloatVector.fromArray(F, c, r4 + LANES).mul(beta)).intoArray(c, r4 + LANES);
        c42.fma(s, FloatVector.fromArray(F, c, r4 + 2 * LANES).mul(beta))
                .intoArray(c, r4 + 2 * LANES);
        c43.fma(s, FloatVector.fromArray(F, c, r4 + 3 * LANES).mul(beta))
                .intoArray(c, r4 + 3 * LANES);
        int r5 = ct + 5 * ldc;
        c50.fma(s, FloatVector.fromArray(F, c, r5).mul(beta)).intoArray(c, r5);
        c51.fma(s, FloatVector.fromArray(F, c, r5 + LANES).mul(beta)).intoArray(c, r5 + LANES);
        c52.fma(s, FloatVector.fromArray(F, c, r5 + 2 * LANES).mul(beta))
                .intoArray(c, r5 + 2 * LANES);
        c53.fma(s, FloatVector.fromArray(F, c, r5 + 3 * LANES).mul(beta))
                .intoArray(c, r5 + 3 * LANES);
    }
}
