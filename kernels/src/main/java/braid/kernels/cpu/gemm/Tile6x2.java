package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.Kernel;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * Micro-kernel, unrolled by hand: 6 rows by 2 vectors of C in 12 registers, 2 more for B and 1 for
 * A, of the 16 that AVX2 has; elsewhere for the last rows.
 *
 * <p>Every element of C is one chain of fused multiply-adds in the order of k, whichever method and
 * whichever tile computes it.
 */
@Kernel
final class Tile6x2 {

    /** Rows of C in a tile. */
    static final int ROWS = 6;

    /** Columns of C in a tile. */
    static final int WIDTH = 2 * LANES;

    private static final long BYTES = (long) LANES * Float.BYTES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Tile6x2() {}

    /**
     * A tile of {@code C = alpha A B + beta D} with the rows of A read in place.
     *
     * @param at first element of A; row i starts {@code lda} elements after row i - 1
     * @param last last row of A that exists; later rows of the tile repeat it
     * @param b holds packed panels of B, native memory
     * @param bt first byte of a panel, {@code kc} rows of {@link #WIDTH}
     * @param dt first element of D, which may be C, or one row for all if {@code ldd} is 0; it is
     *     read unless beta is 0
     * @param ct first element of C; the whole tile is written
     */
    static void rows(
            float[] a,
            int at,
            int lda,
            int last,
            MemorySegment b,
            long bt,
            int kc,
            float[] d,
            int dt,
            int ldd,
            float[] c,
            int ct,
            int ldc,
            float alpha,
            float beta) {
        // Offsets from the first row, and an index that is the loop's own: so the addresses need
        // few registers.
        int o1 = Math.min(1, last) * lda;
        int o2 = Math.min(2, last) * lda;
        int o3 = Math.min(3, last) * lda;
        int o4 = Math.min(4, last) * lda;
        int o5 = Math.min(5, last) * lda;
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c41 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c51 = FloatVector.zero(F);
        long bk = bt;
        int end = at + kc;
        for (int i = at; i < end; i++) {
            FloatVector b0 = FloatVector.fromMemorySegment(F, b, bk, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(F, b, bk + BYTES, ORDER);
            FloatVector x0 = FloatVector.broadcast(F, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[i + o1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[i + o2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(F, a[i + o3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector x4 = FloatVector.broadcast(F, a[i + o4]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            FloatVector x5 = FloatVector.broadcast(F, a[i + o5]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            bk += 2 * BYTES;
        }
        if (beta == 0f) {
            c00.mul(alpha).intoArray(c, ct);
            c01.mul(alpha).intoArray(c, ct + LANES);
            c10.mul(alpha).intoArray(c, ct + ldc);
            c11.mul(alpha).intoArray(c, ct + ldc + LANES);
            c20.mul(alpha).intoArray(c, ct + 2 * ldc);
            c21.mul(alpha).intoArray(c, ct + 2 * ldc + LANES);
            c30.mul(alpha).intoArray(c, ct + 3 * ldc);
            c31.mul(alpha).intoArray(c, ct + 3 * ldc + LANES);
            c40.mul(alpha).intoArray(c, ct + 4 * ldc);
            c41.mul(alpha).intoArray(c, ct + 4 * ldc + LANES);
            c50.mul(alpha).intoArray(c, ct + 5 * ldc);
            c51.mul(alpha).intoArray(c, ct + 5 * ldc + LANES);
            return;
        }
        FloatVector s = FloatVector.broadcast(F, alpha);
        int r0 = ct;
        int e0 = dt;
        c00.fma(s, FloatVector.fromArray(F, d, e0).mul(beta)).intoArray(c, r0);
        c01.fma(s, FloatVector.fromArray(F, d, e0 + LANES).mul(beta)).intoArray(c, r0 + LANES);
        int r1 = ct + ldc;
        int e1 = dt + ldd;
        c10.fma(s, FloatVector.fromArray(F, d, e1).mul(beta)).intoArray(c, r1);
        c11.fma(s, FloatVector.fromArray(F, d, e1 + LANES).mul(beta)).intoArray(c, r1 + LANES);
        int r2 = ct + 2 * ldc;
        int e2 = dt + 2 * ldd;
        c20.fma(s, FloatVector.fromArray(F, d, e2).mul(beta)).intoArray(c, r2);
        c21.fma(s, FloatVector.fromArray(F, d, e2 + LANES).mul(beta)).intoArray(c, r2 + LANES);
        int r3 = ct + 3 * ldc;
        int e3 = dt + 3 * ldd;
        c30.fma(s, FloatVector.fromArray(F, d, e3).mul(beta)).intoArray(c, r3);
        c31.fma(s, FloatVector.fromArray(F, d, e3 + LANES).mul(beta)).intoArray(c, r3 + LANES);
        int r4 = ct + 4 * ldc;
        int e4 = dt + 4 * ldd;
        c40.fma(s, FloatVector.fromArray(F, d, e4).mul(beta)).intoArray(c, r4);
        c41.fma(s, FloatVector.fromArray(F, d, e4 + LANES).mul(beta)).intoArray(c, r4 + LANES);
        int r5 = ct + 5 * ldc;
        int e5 = dt + 5 * ldd;
        c50.fma(s, FloatVector.fromArray(F, d, e5).mul(beta)).intoArray(c, r5);
        c51.fma(s, FloatVector.fromArray(F, d, e5 + LANES).mul(beta)).intoArray(c, r5 + LANES);
    }

    /**
     * The same with the rows of A copied: its elements at index k are neighbours, at {@code at + k}
     * times {@link #ROWS}.
     */
    static void packed(
            float[] a,
            int at,
            MemorySegment b,
            long bt,
            int kc,
            float[] d,
            int dt,
            int ldd,
            float[] c,
            int ct,
            int ldc,
            float alpha,
            float beta) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c41 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c51 = FloatVector.zero(F);
        long bk = bt;
        int end = at + kc * ROWS;
        for (int i = at; i < end; i += ROWS) {
            FloatVector b0 = FloatVector.fromMemorySegment(F, b, bk, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(F, b, bk + BYTES, ORDER);
            FloatVector x0 = FloatVector.broadcast(F, a[i]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[i + 1]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[i + 2]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(F, a[i + 3]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            FloatVector x4 = FloatVector.broadcast(F, a[i + 4]);
            c40 = x4.fma(b0, c40);
            c41 = x4.fma(b1, c41);
            FloatVector x5 = FloatVector.broadcast(F, a[i + 5]);
            c50 = x5.fma(b0, c50);
            c51 = x5.fma(b1, c51);
            bk += 2 * BYTES;
        }
        if (beta == 0f) {
            c00.mul(alpha).intoArray(c, ct);
            c01.mul(alpha).intoArray(c, ct + LANES);
            c10.mul(alpha).intoArray(c, ct + ldc);
            c11.mul(alpha).intoArray(c, ct + ldc + LANES);
            c20.mul(alpha).intoArray(c, ct + 2 * ldc);
            c21.mul(alpha).intoArray(c, ct + 2 * ldc + LANES);
            c30.mul(alpha).intoArray(c, ct + 3 * ldc);
            c31.mul(alpha).intoArray(c, ct + 3 * ldc + LANES);
            c40.mul(alpha).intoArray(c, ct + 4 * ldc);
            c41.mul(alpha).intoArray(c, ct + 4 * ldc + LANES);
            c50.mul(alpha).intoArray(c, ct + 5 * ldc);
            c51.mul(alpha).intoArray(c, ct + 5 * ldc + LANES);
            return;
        }
        FloatVector s = FloatVector.broadcast(F, alpha);
        int r0 = ct;
        int e0 = dt;
        c00.fma(s, FloatVector.fromArray(F, d, e0).mul(beta)).intoArray(c, r0);
        c01.fma(s, FloatVector.fromArray(F, d, e0 + LANES).mul(beta)).intoArray(c, r0 + LANES);
        int r1 = ct + ldc;
        int e1 = dt + ldd;
        c10.fma(s, FloatVector.fromArray(F, d, e1).mul(beta)).intoArray(c, r1);
        c11.fma(s, FloatVector.fromArray(F, d, e1 + LANES).mul(beta)).intoArray(c, r1 + LANES);
        int r2 = ct + 2 * ldc;
        int e2 = dt + 2 * ldd;
        c20.fma(s, FloatVector.fromArray(F, d, e2).mul(beta)).intoArray(c, r2);
        c21.fma(s, FloatVector.fromArray(F, d, e2 + LANES).mul(beta)).intoArray(c, r2 + LANES);
        int r3 = ct + 3 * ldc;
        int e3 = dt + 3 * ldd;
        c30.fma(s, FloatVector.fromArray(F, d, e3).mul(beta)).intoArray(c, r3);
        c31.fma(s, FloatVector.fromArray(F, d, e3 + LANES).mul(beta)).intoArray(c, r3 + LANES);
        int r4 = ct + 4 * ldc;
        int e4 = dt + 4 * ldd;
        c40.fma(s, FloatVector.fromArray(F, d, e4).mul(beta)).intoArray(c, r4);
        c41.fma(s, FloatVector.fromArray(F, d, e4 + LANES).mul(beta)).intoArray(c, r4 + LANES);
        int r5 = ct + 5 * ldc;
        int e5 = dt + 5 * ldd;
        c50.fma(s, FloatVector.fromArray(F, d, e5).mul(beta)).intoArray(c, r5);
        c51.fma(s, FloatVector.fromArray(F, d, e5 + LANES).mul(beta)).intoArray(c, r5 + LANES);
    }
}
