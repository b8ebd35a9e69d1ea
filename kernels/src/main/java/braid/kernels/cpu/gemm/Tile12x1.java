package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.Kernel;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * Micro-kernel, unrolled by hand: 12 rows by 1 vector of C, for panels of B that are not wider.
 *
 * <p>Every element of C is one chain of fused multiply-adds in the order of k, whichever method and
 * whichever tile computes it.
 */
@Kernel
final class Tile12x1 {

    /** Rows of C in a tile. */
    static final int ROWS = 12;

    /** Columns of C in a tile. */
    static final int WIDTH = LANES;

    private static final long BYTES = (long) LANES * Float.BYTES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Tile12x1() {}

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
        int o6 = Math.min(6, last) * lda;
        int o7 = Math.min(7, last) * lda;
        int o8 = Math.min(8, last) * lda;
        int o9 = Math.min(9, last) * lda;
        int o10 = Math.min(10, last) * lda;
        int o11 = Math.min(11, last) * lda;
        FloatVector c000 = FloatVector.zero(F);
        FloatVector c010 = FloatVector.zero(F);
        FloatVector c020 = FloatVector.zero(F);
        FloatVector c030 = FloatVector.zero(F);
        FloatVector c040 = FloatVector.zero(F);
        FloatVector c050 = FloatVector.zero(F);
        FloatVector c060 = FloatVector.zero(F);
        FloatVector c070 = FloatVector.zero(F);
        FloatVector c080 = FloatVector.zero(F);
        FloatVector c090 = FloatVector.zero(F);
        FloatVector c100 = FloatVector.zero(F);
        FloatVector c110 = FloatVector.zero(F);
        long bk = bt;
        int end = at + kc;
        for (int i = at; i < end; i++) {
            FloatVector b0 = FloatVector.fromMemorySegment(F, b, bk, ORDER);
            FloatVector x0 = FloatVector.broadcast(F, a[i]);
            c000 = x0.fma(b0, c000);
            FloatVector x1 = FloatVector.broadcast(F, a[i + o1]);
            c010 = x1.fma(b0, c010);
            FloatVector x2 = FloatVector.broadcast(F, a[i + o2]);
            c020 = x2.fma(b0, c020);
            FloatVector x3 = FloatVector.broadcast(F, a[i + o3]);
            c030 = x3.fma(b0, c030);
            FloatVector x4 = FloatVector.broadcast(F, a[i + o4]);
            c040 = x4.fma(b0, c040);
            FloatVector x5 = FloatVector.broadcast(F, a[i + o5]);
            c050 = x5.fma(b0, c050);
            FloatVector x6 = FloatVector.broadcast(F, a[i + o6]);
            c060 = x6.fma(b0, c060);
            FloatVector x7 = FloatVector.broadcast(F, a[i + o7]);
            c070 = x7.fma(b0, c070);
            FloatVector x8 = FloatVector.broadcast(F, a[i + o8]);
            c080 = x8.fma(b0, c080);
            FloatVector x9 = FloatVector.broadcast(F, a[i + o9]);
            c090 = x9.fma(b0, c090);
            FloatVector x10 = FloatVector.broadcast(F, a[i + o10]);
            c100 = x10.fma(b0, c100);
            FloatVector x11 = FloatVector.broadcast(F, a[i + o11]);
            c110 = x11.fma(b0, c110);
            bk += BYTES;
        }
        if (beta == 0f) {
            c000.mul(alpha).intoArray(c, ct);
            c010.mul(alpha).intoArray(c, ct + ldc);
            c020.mul(alpha).intoArray(c, ct + 2 * ldc);
            c030.mul(alpha).intoArray(c, ct + 3 * ldc);
            c040.mul(alpha).intoArray(c, ct + 4 * ldc);
            c050.mul(alpha).intoArray(c, ct + 5 * ldc);
            c060.mul(alpha).intoArray(c, ct + 6 * ldc);
            c070.mul(alpha).intoArray(c, ct + 7 * ldc);
            c080.mul(alpha).intoArray(c, ct + 8 * ldc);
            c090.mul(alpha).intoArray(c, ct + 9 * ldc);
            c100.mul(alpha).intoArray(c, ct + 10 * ldc);
            c110.mul(alpha).intoArray(c, ct + 11 * ldc);
            return;
        }
        FloatVector s = FloatVector.broadcast(F, alpha);
        int r0 = ct;
        int e0 = dt;
        c000.fma(s, FloatVector.fromArray(F, d, e0).mul(beta)).intoArray(c, r0);
        int r1 = ct + ldc;
        int e1 = dt + ldd;
        c010.fma(s, FloatVector.fromArray(F, d, e1).mul(beta)).intoArray(c, r1);
        int r2 = ct + 2 * ldc;
        int e2 = dt + 2 * ldd;
        c020.fma(s, FloatVector.fromArray(F, d, e2).mul(beta)).intoArray(c, r2);
        int r3 = ct + 3 * ldc;
        int e3 = dt + 3 * ldd;
        c030.fma(s, FloatVector.fromArray(F, d, e3).mul(beta)).intoArray(c, r3);
        int r4 = ct + 4 * ldc;
        int e4 = dt + 4 * ldd;
        c040.fma(s, FloatVector.fromArray(F, d, e4).mul(beta)).intoArray(c, r4);
        int r5 = ct + 5 * ldc;
        int e5 = dt + 5 * ldd;
        c050.fma(s, FloatVector.fromArray(F, d, e5).mul(beta)).intoArray(c, r5);
        int r6 = ct + 6 * ldc;
        int e6 = dt + 6 * ldd;
        c060.fma(s, FloatVector.fromArray(F, d, e6).mul(beta)).intoArray(c, r6);
        int r7 = ct + 7 * ldc;
        int e7 = dt + 7 * ldd;
        c070.fma(s, FloatVector.fromArray(F, d, e7).mul(beta)).intoArray(c, r7);
        int r8 = ct + 8 * ldc;
        int e8 = dt + 8 * ldd;
        c080.fma(s, FloatVector.fromArray(F, d, e8).mul(beta)).intoArray(c, r8);
        int r9 = ct + 9 * ldc;
        int e9 = dt + 9 * ldd;
        c090.fma(s, FloatVector.fromArray(F, d, e9).mul(beta)).intoArray(c, r9);
        int r10 = ct + 10 * ldc;
        int e10 = dt + 10 * ldd;
        c100.fma(s, FloatVector.fromArray(F, d, e10).mul(beta)).intoArray(c, r10);
        int r11 = ct + 11 * ldc;
        int e11 = dt + 11 * ldd;
        c110.fma(s, FloatVector.fromArray(F, d, e11).mul(beta)).intoArray(c, r11);
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
        FloatVector c000 = FloatVector.zero(F);
        FloatVector c010 = FloatVector.zero(F);
        FloatVector c020 = FloatVector.zero(F);
        FloatVector c030 = FloatVector.zero(F);
        FloatVector c040 = FloatVector.zero(F);
        FloatVector c050 = FloatVector.zero(F);
        FloatVector c060 = FloatVector.zero(F);
        FloatVector c070 = FloatVector.zero(F);
        FloatVector c080 = FloatVector.zero(F);
        FloatVector c090 = FloatVector.zero(F);
        FloatVector c100 = FloatVector.zero(F);
        FloatVector c110 = FloatVector.zero(F);
        long bk = bt;
        int end = at + kc * ROWS;
        for (int i = at; i < end; i += ROWS) {
            FloatVector b0 = FloatVector.fromMemorySegment(F, b, bk, ORDER);
            FloatVector x0 = FloatVector.broadcast(F, a[i]);
            c000 = x0.fma(b0, c000);
            FloatVector x1 = FloatVector.broadcast(F, a[i + 1]);
            c010 = x1.fma(b0, c010);
            FloatVector x2 = FloatVector.broadcast(F, a[i + 2]);
            c020 = x2.fma(b0, c020);
            FloatVector x3 = FloatVector.broadcast(F, a[i + 3]);
            c030 = x3.fma(b0, c030);
            FloatVector x4 = FloatVector.broadcast(F, a[i + 4]);
            c040 = x4.fma(b0, c040);
            FloatVector x5 = FloatVector.broadcast(F, a[i + 5]);
            c050 = x5.fma(b0, c050);
            FloatVector x6 = FloatVector.broadcast(F, a[i + 6]);
            c060 = x6.fma(b0, c060);
            FloatVector x7 = FloatVector.broadcast(F, a[i + 7]);
            c070 = x7.fma(b0, c070);
            FloatVector x8 = FloatVector.broadcast(F, a[i + 8]);
            c080 = x8.fma(b0, c080);
            FloatVector x9 = FloatVector.broadcast(F, a[i + 9]);
            c090 = x9.fma(b0, c090);
            FloatVector x10 = FloatVector.broadcast(F, a[i + 10]);
            c100 = x10.fma(b0, c100);
            FloatVector x11 = FloatVector.broadcast(F, a[i + 11]);
            c110 = x11.fma(b0, c110);
            bk += BYTES;
        }
        if (beta == 0f) {
            c000.mul(alpha).intoArray(c, ct);
            c010.mul(alpha).intoArray(c, ct + ldc);
            c020.mul(alpha).intoArray(c, ct + 2 * ldc);
            c030.mul(alpha).intoArray(c, ct + 3 * ldc);
            c040.mul(alpha).intoArray(c, ct + 4 * ldc);
            c050.mul(alpha).intoArray(c, ct + 5 * ldc);
            c060.mul(alpha).intoArray(c, ct + 6 * ldc);
            c070.mul(alpha).intoArray(c, ct + 7 * ldc);
            c080.mul(alpha).intoArray(c, ct + 8 * ldc);
            c090.mul(alpha).intoArray(c, ct + 9 * ldc);
            c100.mul(alpha).intoArray(c, ct + 10 * ldc);
            c110.mul(alpha).intoArray(c, ct + 11 * ldc);
            return;
        }
        FloatVector s = FloatVector.broadcast(F, alpha);
        int r0 = ct;
        int e0 = dt;
        c000.fma(s, FloatVector.fromArray(F, d, e0).mul(beta)).intoArray(c, r0);
        int r1 = ct + ldc;
        int e1 = dt + ldd;
        c010.fma(s, FloatVector.fromArray(F, d, e1).mul(beta)).intoArray(c, r1);
        int r2 = ct + 2 * ldc;
        int e2 = dt + 2 * ldd;
        c020.fma(s, FloatVector.fromArray(F, d, e2).mul(beta)).intoArray(c, r2);
        int r3 = ct + 3 * ldc;
        int e3 = dt + 3 * ldd;
        c030.fma(s, FloatVector.fromArray(F, d, e3).mul(beta)).intoArray(c, r3);
        int r4 = ct + 4 * ldc;
        int e4 = dt + 4 * ldd;
        c040.fma(s, FloatVector.fromArray(F, d, e4).mul(beta)).intoArray(c, r4);
        int r5 = ct + 5 * ldc;
        int e5 = dt + 5 * ldd;
        c050.fma(s, FloatVector.fromArray(F, d, e5).mul(beta)).intoArray(c, r5);
        int r6 = ct + 6 * ldc;
        int e6 = dt + 6 * ldd;
        c060.fma(s, FloatVector.fromArray(F, d, e6).mul(beta)).intoArray(c, r6);
        int r7 = ct + 7 * ldc;
        int e7 = dt + 7 * ldd;
        c070.fma(s, FloatVector.fromArray(F, d, e7).mul(beta)).intoArray(c, r7);
        int r8 = ct + 8 * ldc;
        int e8 = dt + 8 * ldd;
        c080.fma(s, FloatVector.fromArray(F, d, e8).mul(beta)).intoArray(c, r8);
        int r9 = ct + 9 * ldc;
        int e9 = dt + 9 * ldd;
        c090.fma(s, FloatVector.fromArray(F, d, e9).mul(beta)).intoArray(c, r9);
        int r10 = ct + 10 * ldc;
        int e10 = dt + 10 * ldd;
        c100.fma(s, FloatVector.fromArray(F, d, e10).mul(beta)).intoArray(c, r10);
        int r11 = ct + 11 * ldc;
        int e11 = dt + 11 * ldd;
        c110.fma(s, FloatVector.fromArray(F, d, e11).mul(beta)).intoArray(c, r11);
    }
}
