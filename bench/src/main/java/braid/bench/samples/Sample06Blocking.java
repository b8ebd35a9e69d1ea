package braid.bench.samples;

import java.util.Arrays;

/**
 * k is cut into blocks, so that a panel stays in the L1 cache while all rows of A go past it.
 *
 * <p>A panel of 256 rows and two vectors is 32 KiB with vectors of 64 bytes. Without the cut, for k
 * = 1024, it is 128 KiB and comes from the L2 cache for every four rows. The price is that C is
 * read and written once a block.
 */
final class Sample06Blocking implements Product {

    /** Of k. */
    static final int BLOCK = 256;

    @Override
    public void run(int m, int n, int k, float[] a, float[] b, float[] c) {
        Arrays.fill(c, 0, m * n, 0);
        float[] panel = new float[BLOCK * Tile.WIDTH];
        for (int p = 0; p < k; p += BLOCK) {
            int kc = Math.min(BLOCK, k - p);
            for (int j = 0; j < n; j += Tile.WIDTH) {
                int columns = Math.min(Tile.WIDTH, n - j);
                Sample05Packing.pack(kc, columns, b, p * n + j, n, panel);
                Sample05Packing.rows(0, m, columns, kc, a, p, k, panel, c, j, n);
            }
        }
    }

    @Override
    public String idea() {
        return "k in blocks, the panel in L1";
    }
}
