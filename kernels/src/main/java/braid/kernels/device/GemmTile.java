package braid.kernels.device;

/**
 * The part of a product that a group of threads makes, and what is known of its kernel.
 *
 * @param rows of C
 * @param columns of C
 * @param warpRows of C for a warp; 0 where threads divide the tile otherwise
 * @param warpColumns of C for a warp
 * @param slice numbers in depth that are in shared memory at once, for one step
 * @param stages slices in shared memory, all but one on their way
 * @param together groups that share a multiprocessor
 * @param rate multiply-adds of a multiprocessor in a clock, with so many groups
 */
record GemmTile(
        int rows,
        int columns,
        int warpRows,
        int warpColumns,
        int slice,
        int stages,
        int together,
        double rate) {

    private static final int WARP = 32;

    /** A tile for {@code gemm-tiles.cu}. */
    static GemmTile ofThreads(int rows, int columns, int slice, double rate) {
        return new GemmTile(rows, columns, 0, 0, slice, 2, 2, rate);
    }

    /** Threads of a group of warps. */
    int threads() {
        return rows / warpRows * (columns / warpColumns) * WARP;
    }

    /** Shared memory for all stages. */
    int bytes() {
        return stages * (rows + columns) * slice * Float.BYTES;
    }

    GemmTile stages(int number) {
        return new GemmTile(rows, columns, warpRows, warpColumns, slice, number, together, rate);
    }
}
