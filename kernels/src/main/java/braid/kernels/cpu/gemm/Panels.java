package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;

import java.util.Arrays;

/**
 * Copies blocks of B into panels, the order in which the micro-kernels read it: for each k the
 * {@code width} neighbouring columns. Columns past the last are zero.
 */
final class Panels {

    private Panels() {}

    /**
     * Packs a block of B stored as (k, n).
     *
     * @param at first element of the block
     * @param kc rows of the block
     * @param columns of the block, at most {@code width}
     */
    static void rows(
            float[] b, int at, int ldb, int kc, int columns, int width, float[] to, int out) {
        if (columns < width) {
            for (int k = 0; k < kc; k++) {
                int o = out + k * width;
                System.arraycopy(b, at + k * ldb, to, o, columns);
                Arrays.fill(to, o + columns, o + width, 0f);
            }
            return;
        }
        for (int k = 0; k < kc; k++) {
            int from = at + k * ldb;
            int o = out + k * width;
            for (int j = 0; j < width; j += LANES) {
                FloatVector.fromArray(F, b, from + j).intoArray(to, o + j);
            }
        }
    }

    /**
     * Packs a block of B stored as (n, k), transposing it.
     *
     * @param at first element of the block
     * @param kc columns of the block as stored
     * @param columns rows of the block as stored, at most {@code width}
     */
    static void columns(
            float[] b, int at, int ldb, int kc, int columns, int width, float[] to, int out) {
        for (int j = 0; j < width; j += LANES) {
            int rows = Math.max(0, Math.min(LANES, columns - j));
            int from = at + j * ldb;
            int k = 0;
            if (LANES == Transpose16.SIZE && rows == LANES) {
                for (; k <= kc - LANES; k += LANES) {
                    Transpose16.run(b, from + k, ldb, to, out + k * width + j, width);
                }
            }
            for (; k < kc; k++) {
                int o = out + k * width + j;
                for (int i = 0; i < rows; i++) {
                    to[o + i] = b[from + i * ldb + k];
                }
                Arrays.fill(to, o + rows, o + LANES, 0f);
            }
        }
    }
}
