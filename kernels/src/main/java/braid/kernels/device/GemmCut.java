package braid.kernels.device;

import java.util.List;

/**
 * How {@link GemmTiles} cuts a product.
 *
 * @param tile of C, which a group makes
 * @param parts of the depth, summed afterwards
 * @param length numbers of a part
 */
record GemmCut(GemmTile tile, int parts, int length) {

    /** Parts begin at multiples of it. */
    private static final int STEP = 32;

    /** A part should not be shorter. */
    private static final int SHORTEST = 256;

    private static final int MOST_PARTS = 32;

    /** Clocks until a slice has come from memory, which those that work on others may hide. */
    private static final double LATENCY = 800;

    /** Clocks to begin a tile, and to launch the sums of the parts. */
    private static final double START = 1500;

    private static final double LAUNCH = 5000;

    /** Bytes that memory moves in a clock. */
    private static final double MEMORY = 2000;

    /** The cut of an (m, depth) times (depth, n) that should end first. */
    static GemmCut best(
            int m, int n, int depth, long matrices, int multiprocessors, List<GemmTile> tiles) {
        GemmCut best = new GemmCut(tiles.getLast(), 1, Math.max(1, depth));
        double least = Double.POSITIVE_INFINITY;
        for (GemmTile tile : tiles) {
            long groups = matrices * Math.ceilDiv(m, tile.rows()) * Math.ceilDiv(n, tile.columns());
            for (int parts = 1; parts <= MOST_PARTS; parts *= 2) {
                int length = Math.ceilDiv(Math.ceilDiv(depth, parts), STEP) * STEP;
                if (parts > 1 && length < SHORTEST) {
                    break;
                }
                double all = clocks(tile, Math.ceilDiv(groups * parts, multiprocessors), length);
                if (parts > 1) {
                    double bytes = (2.0 * parts + 1) * Float.BYTES * m * n * matrices;
                    all += LAUNCH + bytes / MEMORY;
                }
                if (all < least) {
                    least = all;
                    best = new GemmCut(tile, parts, Math.max(1, length));
                }
            }
        }
        return best;
    }

    /** Clocks of a multiprocessor for some groups. */
    private static double clocks(GemmTile tile, long groups, int length) {
        double slice = (double) tile.slice() * tile.rows() * tile.columns() / tile.rate();
        double slices = Math.ceil((double) length / tile.slice());
        double latency = LATENCY / (tile.stages() - 1);
        long rest = groups % tile.together();
        double full = START + slices * Math.max(tile.together() * slice, latency);
        double last = rest == 0 ? 0 : START + slices * Math.max(rest * slice, latency);
        long waves = groups / tile.together();
        return waves * full + last;
    }
}
