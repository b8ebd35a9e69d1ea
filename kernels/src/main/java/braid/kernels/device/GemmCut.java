package braid.kernels.device;

/**
 * How {@link GemmTiles} cuts a product.
 *
 * @param tile of C, which a group makes
 * @param parts of the depth, summed afterwards
 * @param length numbers of a part
 */
record GemmCut(Tile tile, int parts, int length) {

    /** Parts begin at multiples of it. */
    private static final int STEP = 32;

    /** A part should not be shorter. */
    private static final int SHORTEST = 256;

    private static final int MOST_PARTS = 32;

    /** Multiply-adds of a multiprocessor in a clock. */
    private static final double RATE = 128;

    /** Groups that share a multiprocessor. */
    private static final int TOGETHER = 2;

    /**
     * Clocks until a slice has come from memory, which those that work on the one before may hide.
     */
    private static final double LATENCY = 800;

    /** Clocks to begin a tile, and to launch the sums of the parts. */
    private static final double START = 1500;

    private static final double LAUNCH = 5000;

    /** Bytes that memory moves in a clock. */
    private static final double MEMORY = 2000;

    /** Tiles, and how fast their inner loops are beside the largest. */
    enum Tile {
        LARGE(128, 128, 8, 1.0),
        TALL(128, 64, 16, 0.87),
        WIDE(64, 128, 16, 0.87),
        SMALL(64, 64, 16, 0.74);

        private final int rows;
        private final int columns;
        private final int slice;
        private final double speed;

        Tile(int rows, int columns, int slice, double speed) {
            this.rows = rows;
            this.columns = columns;
            this.slice = slice;
            this.speed = speed;
        }

        int rows() {
            return rows;
        }

        int columns() {
            return columns;
        }

        /** Depth of a slice: shorter where sums leave few registers for numbers on their way. */
        int slice() {
            return slice;
        }
    }

    /** The cut of an (m, depth) times (depth, n) that should end first. */
    static GemmCut best(int m, int n, int depth, long matrices, int multiprocessors) {
        GemmCut best = new GemmCut(Tile.SMALL, 1, Math.max(1, depth));
        double least = Double.POSITIVE_INFINITY;
        for (Tile tile : Tile.values()) {
            long tiles = matrices * Math.ceilDiv(m, tile.rows) * Math.ceilDiv(n, tile.columns);
            for (int parts = 1; parts <= MOST_PARTS; parts *= 2) {
                int length = Math.ceilDiv(Math.ceilDiv(depth, parts), STEP) * STEP;
                if (parts > 1 && length < SHORTEST) {
                    break;
                }
                double all = clocks(tile, Math.ceilDiv(tiles * parts, multiprocessors), length);
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
    private static double clocks(Tile tile, long groups, int length) {
        double slice = (double) tile.slice * tile.rows * tile.columns / RATE / tile.speed;
        double slices = Math.ceil((double) length / tile.slice);
        double full = START + slices * Math.max(TOGETHER * slice, LATENCY);
        double rest = START + slices * Math.max(slice, LATENCY);
        return groups / TOGETHER * full + groups % TOGETHER * rest;
    }
}
