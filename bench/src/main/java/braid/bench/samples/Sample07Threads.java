package braid.bench.samples;

import braid.kernels.cpu.Workers;

import java.util.Arrays;

/**
 * The rows of C are shared out among threads. Each packs the panels for itself, writes rows that no
 * other writes, and adds in the order of one thread: any number of threads gives the same bits.
 *
 * <p>With t threads it is at most t times as fast. That each packs all of B costs 1 / rows of a
 * thread; the library packs once, together.
 */
final class Sample07Threads implements Product {

    @Override
    public void run(int m, int n, int k, float[] a, float[] b, float[] c) {
        Workers.shared()
                .forRange(
                        (m + Tile.ROWS - 1) / Tile.ROWS,
                        1,
                        (worker, from, to) -> {
                            int first = from * Tile.ROWS;
                            some(first, Math.min(to * Tile.ROWS, m), n, k, a, b, c);
                        });
    }

    private static void some(int from, int to, int n, int k, float[] a, float[] b, float[] c) {
        Arrays.fill(c, from * n, to * n, 0);
        float[] panel = new float[Sample06Blocking.BLOCK * Tile.WIDTH];
        for (int p = 0; p < k; p += Sample06Blocking.BLOCK) {
            int kc = Math.min(Sample06Blocking.BLOCK, k - p);
            for (int j = 0; j < n; j += Tile.WIDTH) {
                int columns = Math.min(Tile.WIDTH, n - j);
                Sample05Packing.pack(kc, columns, b, p * n + j, n, panel);
                Sample05Packing.rows(from, to, columns, kc, a, p, k, panel, c, j, n);
            }
        }
    }

    @Override
    public String idea() {
        return "rows of C shared among threads";
    }
}
