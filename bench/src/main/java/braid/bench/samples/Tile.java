package braid.bench.samples;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.Kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Four rows by two vectors of C, kept in eight registers while k runs; and what is left at edges.
 */
@Kernel
final class Tile {

    static final int ROWS = 4;
    static final int WIDTH = 2 * LANES;

    private Tile() {}

    /**
     * Adds a tile of A B to C.
     *
     * @param at first element of A; rows {@code lda} apart
     * @param bt first element of B; rows {@code ldb} apart
     * @param ct first element of C; rows {@code ldc} apart
     */
    static void add(
            int k,
            float[] a,
            int at,
            int lda,
            float[] b,
            int bt,
            int ldb,
            float[] c,
            int ct,
            int ldc) {
        FloatVector c00 = FloatVector.fromArray(F, c, ct);
        FloatVector c01 = FloatVector.fromArray(F, c, ct + LANES);
        FloatVector c10 = FloatVector.fromArray(F, c, ct + ldc);
        FloatVector c11 = FloatVector.fromArray(F, c, ct + ldc + LANES);
        FloatVector c20 = FloatVector.fromArray(F, c, ct + 2 * ldc);
        FloatVector c21 = FloatVector.fromArray(F, c, ct + 2 * ldc + LANES);
        FloatVector c30 = FloatVector.fromArray(F, c, ct + 3 * ldc);
        FloatVector c31 = FloatVector.fromArray(F, c, ct + 3 * ldc + LANES);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bt + p * ldb);
            FloatVector b1 = FloatVector.fromArray(F, b, bt + p * ldb + LANES);
            FloatVector x0 = FloatVector.broadcast(F, a[at + p]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(F, a[at + lda + p]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(F, a[at + 2 * lda + p]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(F, a[at + 3 * lda + p]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
        }
        c00.intoArray(c, ct);
        c01.intoArray(c, ct + LANES);
        c10.intoArray(c, ct + ldc);
        c11.intoArray(c, ct + ldc + LANES);
        c20.intoArray(c, ct + 2 * ldc);
        c21.intoArray(c, ct + 2 * ldc + LANES);
        c30.intoArray(c, ct + 3 * ldc);
        c31.intoArray(c, ct + 3 * ldc + LANES);
    }

    /** Adds what is no whole tile, element by element. */
    static void edge(
            int rows,
            int columns,
            int k,
            float[] a,
            int at,
            int lda,
            float[] b,
            int bt,
            int ldb,
            float[] c,
            int ct,
            int ldc) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float sum = c[ct + i * ldc + j];
                for (int p = 0; p < k; p++) {
                    sum = Math.fma(a[at + i * lda + p], b[bt + p * ldb + j], sum);
                }
                c[ct + i * ldc + j] = sum;
            }
        }
    }
}
