package braid.bench.samples;

import java.util.Arrays;

/**
 * A small tile of C stays in registers while k runs, so that C is read and written once, and an
 * element of B that was loaded serves four rows.
 *
 * <p>For each k the {@link Tile} of 4 rows and 2 vectors loads 2 vectors and 4 numbers for 8 fused
 * multiply-adds, where the step before loaded 2 vectors and stored one for a single one: no longer
 * bound by the L1 cache. Eight chains of additions run side by side and hide their latency. (The
 * library's tile has 6 rows and 4 vectors, 24 chains, where the processor has 32 registers.)
 */
final class Sample04RegisterTile implements Product {

    @Override
    public void run(int m, int n, int k, float[] a, float[] b, float[] c) {
        Arrays.fill(c, 0, m * n, 0);
        for (int j = 0; j < n; j += Tile.WIDTH) {
            for (int i = 0; i < m; i += Tile.ROWS) {
                int rows = Math.min(Tile.ROWS, m - i);
                int columns = Math.min(Tile.WIDTH, n - j);
                if (rows == Tile.ROWS && columns == Tile.WIDTH) {
                    Tile.add(k, a, i * k, k, b, j, n, c, i * n + j, n);
                } else {
                    Tile.edge(rows, columns, k, a, i * k, k, b, j, n, c, i * n + j, n);
                }
            }
        }
    }

    @Override
    public String idea() {
        return "a tile of C in registers";
    }
}
