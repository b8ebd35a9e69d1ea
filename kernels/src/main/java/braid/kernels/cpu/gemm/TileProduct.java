package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.Kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * {@code C = A B} or {@code C += A B} for operands that lie in the L1 or L2 cache, on one thread
 * and without packing. A may have any strides (so that its transpose costs nothing: its elements
 * are broadcast one by one); B and C have dense rows. Every element is one chain of fused
 * multiply-adds in the order of k, whichever of the register tiles computes it.
 */
public final class TileProduct {

    /** Whether a processor with vectors this wide has 32 of them, not 16. */
    private static final boolean MANY_REGISTERS = LANES >= 16;

    private TileProduct() {}

    // The tiles add to C in place: a method for it, once compiled by itself, is too big to be
    // inlined again, and then every vector that it is given is an object on the heap.

    /**
     * Multiplies A (m, k) by B (k, n) into C (m, n), on the calling thread. C must share no element
     * with A or B; nothing is checked.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B; at 0 the product is zeros
     * @param a holds A: element (i, p) at {@code ao + i·ar + p·ac}
     * @param ao place of A's first element
     * @param ar elements from row to row of A
     * @param ac elements from column to column of A
     * @param b holds B: element (p, j) at {@code bo + p·ldb + j}
     * @param bo place of B's first element
     * @param ldb elements from row to row of B, at least n
     * @param c holds C: element (i, j) at {@code co + i·ldc + j}
     * @param co place of C's first element
     * @param ldc elements from row to row of C, at least n
     * @param accumulate whether the product is added to C, or overwrites it
     */
    public static void run(
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            int ldc,
            boolean accumulate) {
        int j = 0;
        for (; j <= n - 2 * LANES; j += 2 * LANES) {
            columns(m, k, a, ao, ar, ac, b, bo + j, ldb, c, co + j, ldc, accumulate);
        }
        for (; j < n; j += LANES) {
            VectorMask<Float> in = F.indexInRange(j, n);
            masked(m, k, a, ao, ar, ac, b, bo + j, ldb, c, co + j, ldc, accumulate, in);
        }
    }

    /** Two vectors of columns, all rows. */
    private static void columns(
            int m,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            int ldc,
            boolean accumulate) {
        int i = 0;
        if (MANY_REGISTERS) {
            for (; i <= m - 8; i += 8) {
                tile8x2(k, a, ao + i * ar, ar, ac, b, bo, ldb, c, co + i * ldc, ldc, accumulate);
            }
        }
        for (; i <= m - 4; i += 4) {
            tile4x2(k, a, ao + i * ar, ar, ac, b, bo, ldb, c, co + i * ldc, ldc, accumulate);
        }
        for (; i < m; i++) {
            tile1x2(k, a, ao + i * ar, ac, b, bo, ldb, c, co + i * ldc, accumulate);
        }
    }

    /** At most one vector of columns, all rows. */
    private static void masked(
            int m,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            int ldc,
            boolean accumulate,
            VectorMask<Float> in) {
        int i = 0;
        for (; i <= m - 4; i += 4) {
            int z = co + i * ldc;
            tile4x1(k, a, ao + i * ar, ar, ac, b, bo, ldb, c, z, ldc, accumulate, in);
        }
        for (; i < m; i++) {
            tile1x1(k, a, ao + i * ar, ac, b, bo, ldb, c, co + i * ldc, accumulate, in);
        }
    }

    /**
     * Eight rows by two vectors: 16 accumulators, 2 vectors of B and a broadcast fill 19 registers.
     */
    @Kernel
    private static void tile8x2(
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            int ldc,
            boolean accumulate) {
        FloatVector z = FloatVector.zero(F);
        FloatVector c00 = z, c01 = z;
        FloatVector c10 = z, c11 = z;
        FloatVector c20 = z, c21 = z;
        FloatVector c30 = z, c31 = z;
        FloatVector c40 = z, c41 = z;
        FloatVector c50 = z, c51 = z;
        FloatVector c60 = z, c61 = z;
        FloatVector c70 = z, c71 = z;
        int a1 = ao + ar;
        int a2 = a1 + ar;
        int a3 = a2 + ar;
        int a4 = a3 + ar;
        int a5 = a4 + ar;
        int a6 = a5 + ar;
        int a7 = a6 + ar;
        int x = 0;
        int y = bo;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(F, b, y);
            FloatVector b1 = FloatVector.fromArray(F, b, y + LANES);
            FloatVector v0 = FloatVector.broadcast(F, a[ao + x]);
            c00 = v0.fma(b0, c00);
            c01 = v0.fma(b1, c01);
            FloatVector v1 = FloatVector.broadcast(F, a[a1 + x]);
            c10 = v1.fma(b0, c10);
            c11 = v1.fma(b1, c11);
            FloatVector v2 = FloatVector.broadcast(F, a[a2 + x]);
            c20 = v2.fma(b0, c20);
            c21 = v2.fma(b1, c21);
            FloatVector v3 = FloatVector.broadcast(F, a[a3 + x]);
            c30 = v3.fma(b0, c30);
            c31 = v3.fma(b1, c31);
            FloatVector v4 = FloatVector.broadcast(F, a[a4 + x]);
            c40 = v4.fma(b0, c40);
            c41 = v4.fma(b1, c41);
            FloatVector v5 = FloatVector.broadcast(F, a[a5 + x]);
            c50 = v5.fma(b0, c50);
            c51 = v5.fma(b1, c51);
            FloatVector v6 = FloatVector.broadcast(F, a[a6 + x]);
            c60 = v6.fma(b0, c60);
            c61 = v6.fma(b1, c61);
            FloatVector v7 = FloatVector.broadcast(F, a[a7 + x]);
            c70 = v7.fma(b0, c70);
            c71 = v7.fma(b1, c71);
            x += ac;
            y += ldb;
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(F, c, co));
            c01 = c01.add(FloatVector.fromArray(F, c, co + LANES));
            c10 = c10.add(FloatVector.fromArray(F, c, co + ldc));
            c11 = c11.add(FloatVector.fromArray(F, c, co + ldc + LANES));
            c20 = c20.add(FloatVector.fromArray(F, c, co + 2 * ldc));
            c21 = c21.add(FloatVector.fromArray(F, c, co + 2 * ldc + LANES));
            c30 = c30.add(FloatVector.fromArray(F, c, co + 3 * ldc));
            c31 = c31.add(FloatVector.fromArray(F, c, co + 3 * ldc + LANES));
            c40 = c40.add(FloatVector.fromArray(F, c, co + 4 * ldc));
            c41 = c41.add(FloatVector.fromArray(F, c, co + 4 * ldc + LANES));
            c50 = c50.add(FloatVector.fromArray(F, c, co + 5 * ldc));
            c51 = c51.add(FloatVector.fromArray(F, c, co + 5 * ldc + LANES));
            c60 = c60.add(FloatVector.fromArray(F, c, co + 6 * ldc));
            c61 = c61.add(FloatVector.fromArray(F, c, co + 6 * ldc + LANES));
            c70 = c70.add(FloatVector.fromArray(F, c, co + 7 * ldc));
            c71 = c71.add(FloatVector.fromArray(F, c, co + 7 * ldc + LANES));
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LANES);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LANES);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + LANES);
        c40.intoArray(c, co + 4 * ldc);
        c41.intoArray(c, co + 4 * ldc + LANES);
        c50.intoArray(c, co + 5 * ldc);
        c51.intoArray(c, co + 5 * ldc + LANES);
        c60.intoArray(c, co + 6 * ldc);
        c61.intoArray(c, co + 6 * ldc + LANES);
        c70.intoArray(c, co + 7 * ldc);
        c71.intoArray(c, co + 7 * ldc + LANES);
    }

    private static void tile4x2(
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            int ldc,
            boolean accumulate) {
        FloatVector z = FloatVector.zero(F);
        FloatVector c00 = z, c01 = z;
        FloatVector c10 = z, c11 = z;
        FloatVector c20 = z, c21 = z;
        FloatVector c30 = z, c31 = z;
        int x = ao;
        int y = bo;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(F, b, y);
            FloatVector b1 = FloatVector.fromArray(F, b, y + LANES);
            FloatVector a0 = FloatVector.broadcast(F, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, a[x + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(F, a[x + 2 * ar]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(F, a[x + 3 * ar]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            x += ac;
            y += ldb;
        }
        if (accumulate) {
            c00 = c00.add(FloatVector.fromArray(F, c, co));
            c01 = c01.add(FloatVector.fromArray(F, c, co + LANES));
            c10 = c10.add(FloatVector.fromArray(F, c, co + ldc));
            c11 = c11.add(FloatVector.fromArray(F, c, co + ldc + LANES));
            c20 = c20.add(FloatVector.fromArray(F, c, co + 2 * ldc));
            c21 = c21.add(FloatVector.fromArray(F, c, co + 2 * ldc + LANES));
            c30 = c30.add(FloatVector.fromArray(F, c, co + 3 * ldc));
            c31 = c31.add(FloatVector.fromArray(F, c, co + 3 * ldc + LANES));
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LANES);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LANES);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + LANES);
    }

    private static void tile1x2(
            int k,
            float[] a,
            int ao,
            int ac,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            boolean accumulate) {
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = c0;
        int x = ao;
        int y = bo;
        for (int p = 0; p < k; p++) {
            FloatVector v = FloatVector.broadcast(F, a[x]);
            c0 = v.fma(FloatVector.fromArray(F, b, y), c0);
            c1 = v.fma(FloatVector.fromArray(F, b, y + LANES), c1);
            x += ac;
            y += ldb;
        }
        if (accumulate) {
            c0 = c0.add(FloatVector.fromArray(F, c, co));
            c1 = c1.add(FloatVector.fromArray(F, c, co + LANES));
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + LANES);
    }

    private static void tile4x1(
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            int ldc,
            boolean accumulate,
            VectorMask<Float> in) {
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        int x = ao;
        int y = bo;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(F, b, y, in);
            c0 = FloatVector.broadcast(F, a[x]).fma(b0, c0);
            c1 = FloatVector.broadcast(F, a[x + ar]).fma(b0, c1);
            c2 = FloatVector.broadcast(F, a[x + 2 * ar]).fma(b0, c2);
            c3 = FloatVector.broadcast(F, a[x + 3 * ar]).fma(b0, c3);
            x += ac;
            y += ldb;
        }
        if (accumulate) {
            c0 = c0.add(FloatVector.fromArray(F, c, co, in));
            c1 = c1.add(FloatVector.fromArray(F, c, co + ldc, in));
            c2 = c2.add(FloatVector.fromArray(F, c, co + 2 * ldc, in));
            c3 = c3.add(FloatVector.fromArray(F, c, co + 3 * ldc, in));
        }
        c0.intoArray(c, co, in);
        c1.intoArray(c, co + ldc, in);
        c2.intoArray(c, co + 2 * ldc, in);
        c3.intoArray(c, co + 3 * ldc, in);
    }

    private static void tile1x1(
            int k,
            float[] a,
            int ao,
            int ac,
            float[] b,
            int bo,
            int ldb,
            float[] c,
            int co,
            boolean accumulate,
            VectorMask<Float> in) {
        FloatVector s = FloatVector.zero(F);
        int x = ao;
        int y = bo;
        for (int p = 0; p < k; p++) {
            s = FloatVector.broadcast(F, a[x]).fma(FloatVector.fromArray(F, b, y, in), s);
            x += ac;
            y += ldb;
        }
        if (accumulate) {
            s = s.add(FloatVector.fromArray(F, c, co, in));
        }
        s.intoArray(c, co, in);
    }
}
