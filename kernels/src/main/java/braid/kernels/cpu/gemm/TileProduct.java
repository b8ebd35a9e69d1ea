package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * {@code C = A B} or {@code C += A B} for operands that lie in the L1 or L2 cache, on one thread
 * and without packing. A may have any strides (so that its transpose costs nothing: its elements
 * are broadcast one by one); B and C have dense rows. Every element is one chain of fused
 * multiply-adds in the order of k, whichever of the register tiles computes it.
 */
public final class TileProduct {

    private TileProduct() {}

    /**
     * @param m rows of C
     * @param n columns of C
     * @param k columns of A
     * @param a A, from {@code ao}; element (i, p) at {@code ao + i·ar + p·ac}
     * @param b B (k, n), from {@code bo}, rows {@code ldb} apart
     * @param c C (m, n), from {@code co}, rows {@code ldc} apart
     * @param accumulate add to C
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
        int i = 0;
        for (; i <= m - 4; i += 4) {
            int x = ao + i * ar;
            int z = co + i * ldc;
            int j = 0;
            for (; j <= n - 4 * LANES; j += 4 * LANES) {
                tile4x4(k, a, x, ar, ac, b, bo + j, ldb, c, z + j, ldc, accumulate);
            }
            for (; j <= n - 2 * LANES; j += 2 * LANES) {
                tile4x2(k, a, x, ar, ac, b, bo + j, ldb, c, z + j, ldc, accumulate);
            }
            for (; j < n; j += LANES) {
                VectorMask<Float> in = F.indexInRange(j, n);
                tile4x1(k, a, x, ar, ac, b, bo + j, ldb, c, z + j, ldc, accumulate, in);
            }
        }
        for (; i < m; i++) {
            for (int j = 0; j < n; j += LANES) {
                VectorMask<Float> in = F.indexInRange(j, n);
                int x = ao + i * ar;
                int z = co + i * ldc + j;
                tile1x1(k, a, x, ac, b, bo + j, ldb, c, z, accumulate, in);
            }
        }
    }

    /**
     * Four rows by four vectors: 16 accumulators, 4 vectors of B and one broadcast fill 21
     * registers.
     */
    private static void tile4x4(
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
        FloatVector c00 = z, c01 = z, c02 = z, c03 = z;
        FloatVector c10 = z, c11 = z, c12 = z, c13 = z;
        FloatVector c20 = z, c21 = z, c22 = z, c23 = z;
        FloatVector c30 = z, c31 = z, c32 = z, c33 = z;
        int x = ao;
        int y = bo;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(F, b, y);
            FloatVector b1 = FloatVector.fromArray(F, b, y + LANES);
            FloatVector b2 = FloatVector.fromArray(F, b, y + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(F, b, y + 3 * LANES);
            FloatVector a0 = FloatVector.broadcast(F, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(F, a[x + ar]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(F, a[x + 2 * ar]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(F, a[x + 3 * ar]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            x += ac;
            y += ldb;
        }
        store4(c00, c01, c02, c03, c, co, accumulate);
        store4(c10, c11, c12, c13, c, co + ldc, accumulate);
        store4(c20, c21, c22, c23, c, co + 2 * ldc, accumulate);
        store4(c30, c31, c32, c33, c, co + 3 * ldc, accumulate);
    }

    private static void store4(
            FloatVector v0,
            FloatVector v1,
            FloatVector v2,
            FloatVector v3,
            float[] c,
            int at,
            boolean accumulate) {
        store2(v0, v1, c, at, accumulate);
        store2(v2, v3, c, at + 2 * LANES, accumulate);
    }

    private static void store2(
            FloatVector v0, FloatVector v1, float[] c, int at, boolean accumulate) {
        if (accumulate) {
            v0.add(FloatVector.fromArray(F, c, at)).intoArray(c, at);
            v1.add(FloatVector.fromArray(F, c, at + LANES)).intoArray(c, at + LANES);
        } else {
            v0.intoArray(c, at);
            v1.intoArray(c, at + LANES);
        }
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
        store2(c00, c01, c, co, accumulate);
        store2(c10, c11, c, co + ldc, accumulate);
        store2(c20, c21, c, co + 2 * ldc, accumulate);
        store2(c30, c31, c, co + 3 * ldc, accumulate);
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
        store1(c0, c, co, accumulate, in);
        store1(c1, c, co + ldc, accumulate, in);
        store1(c2, c, co + 2 * ldc, accumulate, in);
        store1(c3, c, co + 3 * ldc, accumulate, in);
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
        store1(s, c, co, accumulate, in);
    }

    private static void store1(
            FloatVector v, float[] c, int at, boolean accumulate, VectorMask<Float> in) {
        FloatVector old = accumulate ? FloatVector.fromArray(F, c, at, in) : FloatVector.zero(F);
        (accumulate ? v.add(old) : v).intoArray(c, at, in);
    }
}
