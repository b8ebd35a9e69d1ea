package braid.kernels.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import braid.kernels.cpu.Vectors;

import java.util.Random;

/**
 * One product with random operands, compared with sums in double arithmetic. The arrays end where
 * the windows end, so that a read or write past a window throws, and what lies between the rows of
 * C must stay as it was.
 */
final class GemmCheck {

    private static final float SENTINEL = 12345.678f;
    private static final double EPS = 0x1p-24;

    final boolean transA;
    final boolean transB;
    final int m;
    final int n;
    final int k;
    final int lda;
    final int ldb;
    final int ldc;
    final int offset;
    final float[] a;
    final float[] b;
    final float[] c;

    /**
     * Makes random operands.
     *
     * @param gap by how much rows are further apart than they are long
     * @param offset first element of every window
     */
    GemmCheck(boolean transA, boolean transB, int m, int n, int k, int gap, int offset, long seed) {
        this.transA = transA;
        this.transB = transB;
        this.m = m;
        this.n = n;
        this.k = k;
        this.offset = offset;
        Random random = new Random(seed);
        lda = (transA ? m : k) + gap;
        ldb = (transB ? k : n) + gap;
        ldc = n + gap;
        a = window(transA ? k : m, transA ? m : k, lda, random);
        b = window(transB ? n : k, transB ? k : n, ldb, random);
        c = window(m, n, ldc, random);
    }

    private float[] window(int rows, int columns, int stride, Random random) {
        float[] x = new float[offset + Math.max(0, (rows - 1) * stride + columns)];
        for (int i = 0; i < x.length; i++) {
            boolean inside = i >= offset && (i - offset) % stride < columns;
            x[i] = inside ? (float) random.nextGaussian() : SENTINEL;
        }
        return x;
    }

    /** Computes the product into a copy of C. */
    float[] run(float alpha, float beta, Epilogue epilogue) {
        float[] result = c.clone();
        Sgemm.gemm(
                transA, transB, m, n, k, alpha, a, offset, lda, b, offset, ldb, beta, result,
                offset, ldc, epilogue);
        return result;
    }

    /**
     * Compares with the definition; the error bound is that of a sum of k products in any order.
     */
    void verify(float alpha, float beta) {
        float[] result = run(alpha, beta, Epilogue.NONE);
        for (int at = 0; at < result.length; at++) {
            int i = (at - offset) / ldc;
            int j = (at - offset) % ldc;
            if (at < offset || j >= n) {
                assertThat(result[at]).as("%s: outside C at %d", this, at).isEqualTo(c[at]);
                continue;
            }
            double sum = beta * (double) c[at];
            double size = Math.abs(sum);
            for (int p = 0; p < k; p++) {
                double product = (double) alpha * a(i, p) * b(p, j);
                sum += product;
                size += Math.abs(product);
            }
            double error = Math.abs(result[at] - sum);
            if (!(error <= (k + 4) * EPS * size)) {
                assertThat(result[at]).as("%s: (%d, %d)", this, i, j).isEqualTo((float) sum);
            }
        }
    }

    float a(int i, int p) {
        return a[offset + (transA ? p * lda + i : i * lda + p)];
    }

    float b(int p, int j) {
        return b[offset + (transB ? j * ldb + p : p * ldb + j)];
    }

    @Override
    public String toString() {
        return "%s%s m=%d n=%d k=%d lda=%d ldb=%d ldc=%d offset=%d"
                .formatted(transA ? "T" : "N", transB ? "T" : "N", m, n, k, lda, ldb, ldc, offset);
    }

    /** All ways to store the operands, around the borders of tiles, vectors and blocks. */
    static void verifyBorders() {
        int lanes = Vectors.LANES;
        int[] rows = {1, 2, 3, 5, 6, 7, 9, 12, 13, 20};
        int[] columns = {
            1,
            3,
            lanes - 1,
            lanes,
            lanes + 1,
            2 * lanes,
            2 * lanes + 1,
            4 * lanes - 1,
            4 * lanes,
            4 * lanes + 3,
            6 * lanes,
            7 * lanes + 1
        };
        int[] depths = {1, 2, lanes - 1, lanes, lanes + 1, 3 * lanes + 5};
        float[] factors = {1f, 0f, -0.5f, 1.75f};
        int count = 0;
        for (int m : rows) {
            for (int n : columns) {
                for (int k : depths) {
                    for (int trans = 0; trans < 4; trans++) {
                        int gap = count % 3;
                        int offset = count % 5;
                        var check =
                                new GemmCheck(
                                        trans > 1, trans % 2 > 0, m, n, k, gap, offset, count);
                        check.verify(factors[count % 4], factors[count / 4 % 4]);
                        count++;
                    }
                }
            }
        }
        verifyBlocks();
    }

    /** Several blocks of k, of rows, of columns. */
    private static void verifyBlocks() {
        for (int trans = 0; trans < 4; trans++) {
            boolean ta = trans > 1;
            boolean tb = trans % 2 > 0;
            new GemmCheck(ta, tb, 14, 70, 1100, 1, 3, trans).verify(1f, 1f);
            new GemmCheck(ta, tb, 9, 2100, 40, 0, 0, trans).verify(-2f, 0f);
            new GemmCheck(ta, tb, 300, 37, 513, 2, 1, trans).verify(1f, 0.5f);
            new GemmCheck(ta, tb, 10, 1100, 1040, 0, 2, trans).verify(1f, 1f);
        }
    }

    /** Prints the number of lanes if all is well: for a JVM with vectors of another width. */
    public static void main(String[] args) {
        verifyBorders();
        System.out.println("lanes=" + Vectors.LANES);
    }
}
