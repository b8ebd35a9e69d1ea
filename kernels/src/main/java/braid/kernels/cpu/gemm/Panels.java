package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Scratch;

import jdk.incubator.vector.FloatVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Copies blocks of B into panels, the order in which the micro-kernels read it: for each k the
 * {@code width} neighbouring columns. Columns past the last are zero. Panels lie in native memory;
 * places in them are counted in floats.
 */
final class Panels {

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private Panels() {}

    private static long bytes(int floats) {
        return (long) Float.BYTES * floats;
    }

    private static void zero(MemorySegment to, int from, int end) {
        for (int i = from; i < end; i++) {
            to.set(FLOAT, bytes(i), 0f);
        }
    }

    /**
     * Packs a block of B stored as (k, n).
     *
     * @param at first element of the block
     * @param kc rows of the block
     * @param columns of the block, at most {@code width}
     */
    static void rows(
            float[] b, int at, int ldb, int kc, int columns, int width, MemorySegment to, int out) {
        if (columns < width) {
            for (int k = 0; k < kc; k++) {
                int o = out + k * width;
                MemorySegment.copy(b, at + k * ldb, to, FLOAT, bytes(o), columns);
                zero(to, o + columns, o + width);
            }
            return;
        }
        for (int k = 0; k < kc; k++) {
            int from = at + k * ldb;
            int o = out + k * width;
            for (int j = 0; j < width; j += LANES) {
                FloatVector.fromArray(F, b, from + j).intoMemorySegment(to, bytes(o + j), ORDER);
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
            float[] b, int at, int ldb, int kc, int columns, int width, MemorySegment to, int out) {
        for (int j = 0; j < width; j += LANES) {
            int rows = Math.max(0, Math.min(LANES, columns - j));
            int from = at + j * ldb;
            int k = 0;
            if (LANES == Transpose16.SIZE && rows == LANES) {
                float[] square = Scratch.floats(Buffers.SQUARE, LANES * LANES);
                for (; k <= kc - LANES; k += LANES) {
                    Transpose16.run(b, from + k, ldb, square, 0, LANES);
                    int o = out + k * width + j;
                    for (int i = 0; i < LANES; i++) {
                        FloatVector.fromArray(F, square, i * LANES)
                                .intoMemorySegment(to, bytes(o + i * width), ORDER);
                    }
                }
            }
            for (; k < kc; k++) {
                int o = out + k * width + j;
                for (int i = 0; i < rows; i++) {
                    to.set(FLOAT, bytes(o + i), b[from + i * ldb + k]);
                }
                zero(to, o + rows, o + LANES);
            }
        }
    }
}
