package braid.bench.samples;

import java.util.Arrays;

/**
 * The columns of B that a tile needs are copied to one dense panel first, which then serves all
 * rows of A.
 *
 * <p>In B as stored, a tile's vectors for consecutive k lie a row of B apart: for n = 1024 that is
 * 4 KiB, a page each, and they all fall on the same few sets of the cache. The copy costs one read
 * and one write of B, against m / 4 reads of it: nothing for more than some dozens of rows. Columns
 * that are missing at the edge are zeros in the panel, so only C needs care there.
 */
final class Sample05Packing implements Product {

    @Override
    public void run(int m, int n, int k, float[] a, float[] b, float[] c) {
        Arrays.fill(c, 0, m * n, 0);
        float[] panel = new float[k * Tile.WIDTH];
        for (int j = 0; j < n; j += Tile.WIDTH) {
            int columns = Math.min(Tile.WIDTH, n - j);
            pack(k, columns, b, j, n, panel);
            rows(0, m, columns, k, a, 0, k, panel, c, j, n);
        }
    }

    /** Copies k rows of some columns of B. */
    static void pack(int k, int columns, float[] b, int bt, int ldb, float[] panel) {
        Arrays.fill(panel, 0, k * Tile.WIDTH, 0);
        for (int p = 0; p < k; p++) {
            System.arraycopy(b, bt + p * ldb, panel, p * Tile.WIDTH, columns);
        }
    }

    /**
     * All rows of A against one panel.
     *
     * @param from first row
     * @param to row after the last
     * @param at first element of A that meets the panel, in row 0
     * @param ct first element of C, in row 0
     */
    static void rows(
            int from,
            int to,
            int columns,
            int k,
            float[] a,
            int at,
            int lda,
            float[] panel,
            float[] c,
            int ct,
            int ldc) {
        int w = Tile.WIDTH;
        for (int i = from; i < to; i += Tile.ROWS) {
            int rows = Math.min(Tile.ROWS, to - i);
            if (rows == Tile.ROWS && columns == w) {
                Tile.add(k, a, at + i * lda, lda, panel, 0, w, c, ct + i * ldc, ldc);
            } else {
                Tile.edge(
                        rows, columns, k, a, at + i * lda, lda, panel, 0, w, c, ct + i * ldc, ldc);
            }
        }
    }

    @Override
    public String idea() {
        return "columns of B packed";
    }
}
