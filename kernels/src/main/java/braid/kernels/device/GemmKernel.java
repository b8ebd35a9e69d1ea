package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.backend.MatmulPrecision;

import java.util.List;

/** The kernels of {@link GemmTiles}: files, tiles, and how they are called. */
enum GemmKernel {
    /** Multiply-adds in F32. */
    F32(
            List.of("few.cu", "gemm-slices.cu", "gemm-epilogue.cu", "gemm-fma.cu", "gemm-tiles.cu"),
            List.of(
                    GemmTile.ofThreads(128, 128, 8, 128),
                    GemmTile.ofThreads(128, 64, 16, 111),
                    GemmTile.ofThreads(64, 128, 16, 111),
                    GemmTile.ofThreads(64, 64, 16, 95))),

    /** Tensor cores, operands rounded to TF32. The rates are estimates. */
    TF32(Files.TENSOR, tensor(560, 500, 420, 300)),

    /** Tensor cores, operands rounded to BF16: shared memory is what bounds them. */
    BF16(Files.TENSOR, tensor(640, 560, 460, 320));

    /** Threads of a group of {@link #F32}; ITEMS in {@code gemm-slices.cu}. */
    private static final int THREADS = 256;

    /** With fewer stages, tensor cores wait for memory. */
    private static final int LEAST_STAGES = 3;

    private final List<String> files;
    private final List<GemmTile> tiles;

    GemmKernel(List<String> files, List<GemmTile> tiles) {
        this.files = files;
        this.tiles = tiles;
    }

    private static final class Files {

        static final List<String> TENSOR =
                List.of(
                        "few.cu",
                        "gemm-epilogue.cu",
                        "gemm-copies.cu",
                        "gemm-fragments.cu",
                        "gemm-tensor.cu");
    }

    /**
     * Large tiles read fewer numbers a multiply-add. With 64 x 64 of it for a warp, sums take 128
     * registers of a thread, and two to each scheduler fill them all.
     */
    private static List<GemmTile> tensor(double largest, double large, double tall, double small) {
        return List.of(
                new GemmTile(256, 128, 64, 64, 32, 4, 1, largest),
                new GemmTile(128, 128, 64, 64, 32, 3, 2, large),
                new GemmTile(128, 64, 64, 32, 32, 3, 2, tall),
                new GemmTile(64, 64, 32, 32, 32, 3, 4, small));
    }

    /** The one for a precision of products in F32. */
    static GemmKernel of(MatmulPrecision precision) {
        return switch (precision) {
            case HIGHEST -> F32;
            case HIGH -> TF32;
            case MEDIUM -> BF16;
        };
    }

    /** Tiles for a device. */
    List<GemmTile> tiles(Driver driver) {
        return this == F32
                ? tiles
                : tiles.stream()
                        .map(t -> t.stages(stages(t, driver.launchMemory())))
                        .filter(t -> t.stages() >= LEAST_STAGES)
                        .toList();
    }

    private static int stages(GemmTile tile, long memory) {
        return (int) Math.min(tile.stages(), memory / (tile.bytes() / tile.stages()));
    }

    /** The program for a tile, without what depends on the operands. */
    Program program(Epilogue e, GemmTile tile) {
        Program program =
                LinalgCalls.program(DType.F32, e.f(), files.toArray(String[]::new))
                        .with("SLICE", tile.slice())
                        .with("TILE_M", tile.rows())
                        .with("TILE_N", tile.columns());
        return this == F32
                ? program
                : program.with("PRODUCT_" + name(), 1)
                        .with("WARP_M", tile.warpRows())
                        .with("WARP_N", tile.warpColumns())
                        .with("STAGES", tile.stages())
                        .with("GROUPS_AT_ONCE", tile.together());
    }

    /** A grid of groups, with the memory that they ask for. */
    Call grid(Call call, long[] groups, GemmTile tile) {
        return this == F32
                ? call.grid(groups, THREADS, 1, 1)
                : call.grid(groups, tile.threads(), 1, 1).memory(tile.bytes());
    }
}
