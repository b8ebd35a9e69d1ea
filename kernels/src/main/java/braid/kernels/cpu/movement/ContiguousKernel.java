package braid.kernels.cpu.movement;

import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Rows;
import braid.kernels.cpu.VectorMode;
import braid.kernels.cpu.Vectors;
import braid.kernels.cpu.Workers;
import braid.kernels.cpu.gemm.Transpose16;
import braid.tensor.Tensor;

/**
 * Copies between any two layouts of one shape and type: by rows, or, where neighbours of a row lie
 * far apart in one operand and those of a column in the other, by square tiles, so that every cache
 * line is read and written whole while it is there.
 */
public final class ContiguousKernel {

    private static final int GRAIN = 16_384;

    /** Side of a tile: the floats of a cache line. */
    private static final int TILE = Transpose16.SIZE;

    /** Whether tiles can be transposed in registers. */
    private static final boolean BLOCKS = VectorMode.isPresent() && Vectors.LANES == TILE;

    private ContiguousKernel() {}

    /** Copies every element of x to its place in y. */
    public static void run(Tensor x, Tensor y) {
        if (y.numel() == 0) {
            return;
        }
        Object from = CpuStorage.array(x);
        Object to = CpuStorage.array(y);
        var rows = new Rows(x, y);
        int column = column(rows);
        if (column > 0 && from instanceof float[] a) {
            tiles(a, CpuStorage.offset(x), (float[]) to, CpuStorage.offset(y), rows, column);
        } else {
            int sx = rows.step(0);
            int sy = rows.step(1);
            rows.forEach(
                    GRAIN,
                    GRAIN,
                    (row, i, n) ->
                            copy(from, row.at(0) + i * sx, sx, to, row.at(1) + i * sy, sy, n));
        }
    }

    /** The axis along which the elements of x are neighbours, if that is not the row's; else 0. */
    private static int column(Rows rows) {
        if (rows.step(0) > 1) {
            for (int a = 1; a < rows.axes(); a++) {
                if (rows.step(0, a) == 1) {
                    return a;
                }
            }
        }
        return 0;
    }

    private static void copy(Object x, int xo, int sx, Object y, int yo, int sy, int n) {
        if (sx == 1 && sy == 1) {
            System.arraycopy(x, xo, y, yo, n);
        } else if (x instanceof float[] a) {
            float[] b = (float[]) y;
            for (int i = 0; i < n; i++) {
                b[yo + i * sy] = a[xo + i * sx];
            }
        } else {
            for (int i = 0; i < n; i++) {
                System.arraycopy(x, xo + i * sx, y, yo + i * sy, 1);
            }
        }
    }

    private static void tiles(float[] x, int xo, float[] y, int yo, Rows rows, int column) {
        int strips = (rows.size(column) + TILE - 1) / TILE;
        int others = 1;
        for (int a = 1; a < rows.axes(); a++) {
            others *= a == column ? 1 : rows.size(a);
        }
        Workers.shared()
                .forRange(
                        others * strips,
                        Math.max(1, GRAIN / (TILE * rows.size(0))),
                        (w, first, last) -> {
                            for (int s = first; s < last; s++) {
                                int at = xo;
                                int to = yo;
                                int rest = s / strips;
                                for (int a = 1; a < rows.axes(); a++) {
                                    if (a != column) {
                                        at += rest % rows.size(a) * rows.step(0, a);
                                        to += rest % rows.size(a) * rows.step(1, a);
                                        rest /= rows.size(a);
                                    }
                                }
                                strip(x, at, y, to, rows, column, s % strips * TILE);
                            }
                        });
    }

    /** A tile's width of rows of y, which are columns of x, from row {@code first} on. */
    private static void strip(
            float[] x, int xo, float[] y, int yo, Rows rows, int column, int first) {
        int length = rows.size(0);
        int sx = rows.step(0);
        int sy = rows.step(1);
        int sc = rows.step(1, column);
        int end = Math.min(rows.size(column), first + TILE);
        boolean blocks = BLOCKS && sy == 1 && end == first + TILE;
        for (int i = 0; i < length; i += TILE) {
            int stop = Math.min(length, i + TILE);
            int at = xo + first + i * sx;
            int to = yo + first * sc + i * sy;
            if (blocks && stop == i + TILE) {
                Transpose16.run(x, at, sx, y, to, sc);
                continue;
            }
            for (int c = 0; c < end - first; c++) {
                for (int r = 0; r < stop - i; r++) {
                    y[to + c * sc + r * sy] = x[at + c + r * sx];
                }
            }
        }
    }
}
