package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Workers;

/**
 * The product of matrices that are worth packing, after Goto and van de Geijn 2008 ("Anatomy of
 * high-performance matrix multiplication"). All threads together copy B into panels; then each
 * takes a run of the tiles of C. The order of tiles keeps six rows of A in the L1 cache, a group of
 * panels in L2, and the tiles of C neighbours in memory.
 *
 * <p>A is read in place, and only copied where it is transposed: its columns lie a row apart, often
 * a power of two, and would meet in few sets of the cache. Blocks of k depend on k alone, so
 * neither the split nor the number of threads changes a bit.
 */
final class PackedGemm {

    /**
     * Longest block of k: six rows of A, 12 KiB, stay in the L1 cache while the panels go by. With
     * 256 the sums in C are loaded and stored too often, 8 % slower.
     */
    private static final int K_BLOCK = 512;

    /** Floats of B that stay in the L2 cache while the rows of a chunk go by: 512 KiB. */
    private static final int GROUP = 1 << 17;

    /** Row tiles that meet all panels before the next. */
    private static final int CHUNK = 18;

    /**
     * Floats from row to row of a copied chunk. It holds 108; an odd number of cache lines spreads
     * the rows over all sets of the L1 cache.
     */
    private static final int CHUNK_STEP = 112;

    /** Most floats of B packed at once: 4 MiB of L3 cache. */
    private static final int B_BLOCK = 1 << 20;

    private static final int MAX_COLUMNS = B_BLOCK / K_BLOCK;

    /** Least multiply-adds that a thread takes: some microseconds. */
    private static final int GRAIN = 1 << 18;

    private static final int ROWS = Tile6x4.ROWS;

    /** 24 accumulators need 32 registers: AVX-512 and NEON have them. */
    private static final boolean WIDE =
            LANES > 8 || System.getProperty("os.arch").equals("aarch64");

    private static final int WIDTH = WIDE ? Tile6x4.WIDTH : Tile6x2.WIDTH;

    private final Gemm p;
    private final int kBlock;
    private final int rowTiles;
    private final int group;
    private final int column;
    private final int columns;
    private final int panels;
    private final int packedWidth;
    private float[] packed = {};
    private int first;
    private int depth;

    /** The part of a product that fills the columns from {@code column} on. */
    private PackedGemm(Gemm p, int column, int columns) {
        this.p = p;
        this.column = column;
        this.columns = columns;
        int blocks = Math.ceilDiv(p.k(), K_BLOCK);
        kBlock = Math.ceilDiv(Math.ceilDiv(p.k(), blocks), LANES) * LANES;
        rowTiles = Math.ceilDiv(p.m(), ROWS);
        panels = Math.ceilDiv(columns, WIDTH);
        int groups = Math.ceilDiv(panels * WIDTH * kBlock, GROUP);
        group = Math.ceilDiv(panels, groups);
        packedWidth = (panels - 1) * WIDTH + width(panels - 1);
    }

    /**
     * Bytes that stay with the threads.
     *
     * @param products that run at the same time
     */
    static long workspace(int n, int k, int products) {
        long packed = Math.min(B_BLOCK, (long) Math.ceilDiv(n, WIDTH) * WIDTH * k);
        int tiles = ROWS * WIDTH + CHUNK_STEP * Math.min(k, K_BLOCK);
        return Float.BYTES * (packed * products + (long) tiles * Workers.shared().size());
    }

    /** Computes a product with m, n and k above 0. */
    static void run(Gemm p) {
        for (int j = 0; j < p.n(); j += MAX_COLUMNS) {
            new PackedGemm(p, j, Math.min(MAX_COLUMNS, p.n() - j)).run();
        }
    }

    private void run() {
        int blocks = Math.max(1, B_BLOCK / (packedWidth * kBlock));
        packed = Scratch.floats(Buffers.PACKED_B, packedWidth * Math.min(p.k(), blocks * kBlock));
        Workers workers = Workers.shared();
        for (first = 0; first < p.k(); first += blocks * kBlock) {
            depth = Math.min(blocks * kBlock, p.k() - first);
            int panelWork = WIDTH * Math.min(kBlock, depth);
            workers.forRange(
                    Math.ceilDiv(depth, kBlock) * panels,
                    Math.ceilDiv(GRAIN / 16, panelWork),
                    (w, from, to) -> pack(from, to));
            workers.forRange(
                    rowTiles * panels,
                    Math.ceilDiv(GRAIN, WIDTH * ROWS * depth),
                    (w, from, to) -> compute(from, to));
        }
    }

    /** Columns of a panel in use. */
    private int used(int panel) {
        return Math.min(WIDTH, columns - panel * WIDTH);
    }

    /** Columns of a panel as packed: the last may be narrow. */
    private int width(int panel) {
        int used = used(panel);
        if (used <= Tile6x1.WIDTH) {
            return Tile6x1.WIDTH;
        }
        return used <= Tile6x2.WIDTH ? Tile6x2.WIDTH : WIDTH;
    }

    /** Where a panel stands in the packed block of k from {@code k} on. */
    private int panelStart(int k, int kc, int panel) {
        return (k - first) * packedWidth + panel * WIDTH * kc;
    }

    private int blockLength(int k) {
        return Math.min(kBlock, first + depth - k);
    }

    private void pack(int from, int to) {
        for (int unit = from; unit < to; unit++) {
            int k = first + unit / panels * kBlock;
            int kc = blockLength(k);
            int panel = unit % panels;
            int j = column + panel * WIDTH;
            int out = panelStart(k, kc, panel);
            if (p.transB()) {
                int at = p.bOff() + j * p.ldb() + k;
                Panels.columns(p.b(), at, p.ldb(), kc, used(panel), width(panel), packed, out);
            } else {
                int at = p.bOff() + k * p.ldb() + j;
                Panels.rows(p.b(), at, p.ldb(), kc, used(panel), width(panel), packed, out);
            }
        }
    }

    /**
     * Tiles are numbered by chunk of rows, group of panels, row, panel: the order of work, in which
     * the threads' parts follow one another.
     */
    private void compute(int from, int to) {
        float[] edge = Scratch.floats(Buffers.EDGE, ROWS * WIDTH);
        float[] chunk = Scratch.floats(Buffers.CHUNK, CHUNK_STEP * kBlock);
        for (int k = first; k < first + depth; k += kBlock) {
            int kc = blockLength(k);
            int copied = -1;
            int t = from;
            while (t < to) {
                int chunkStart = t / (CHUNK * panels) * CHUNK;
                int chunkRows = Math.min(CHUNK, rowTiles - chunkStart);
                int inChunk = t - chunkStart * panels;
                int start = inChunk / (chunkRows * group) * group;
                int inGroup = inChunk - start * chunkRows;
                int size = Math.min(group, panels - start);
                int row = chunkStart + inGroup / size;
                int panel = start + inGroup % size;
                int end = Math.min(start + size, panel + to - t);
                if (p.transA() && row / CHUNK != copied) {
                    copied = row / CHUNK;
                    copyChunk(copied * CHUNK * ROWS, k, kc, chunk);
                }
                t += end - panel;
                for (; panel < end; panel++) {
                    tile(row, panel, k, kc, edge, chunk);
                }
            }
        }
    }

    /** Columns of a transposed A, which lie a whole row apart, as neighbours. */
    private void copyChunk(int column, int k, int kc, float[] chunk) {
        int n = Math.min(CHUNK * ROWS, p.m() - column);
        for (int i = 0; i < kc; i++) {
            int at = p.aOff() + (k + i) * p.lda() + column;
            System.arraycopy(p.a(), at, chunk, i * CHUNK_STEP, n);
        }
    }

    private void tile(int i, int panel, int k, int kc, float[] edge, float[] chunk) {
        int row = i * ROWS;
        int rows = Math.min(ROWS, p.m() - row);
        int used = used(panel);
        int width = width(panel);
        int bt = panelStart(k, kc, panel);
        int j = column + panel * WIDTH;
        int ct = p.cOff() + row * p.ldc() + j;
        float beta = k == 0 ? p.beta() : 1f;
        if (rows == ROWS && used == width) {
            multiply(i, rows, k, kc, width, bt, chunk, p.c(), ct, p.ldc(), p.alpha(), beta);
        } else {
            multiply(i, rows, k, kc, width, bt, chunk, edge, 0, width, 1f, 0f);
            merge(edge, width, rows, used, ct, beta);
        }
        if (k + kc == p.k()) {
            p.epilogue().apply(p.c(), p.cOff(), p.ldc(), row, j, rows, used);
        }
    }

    private void multiply(
            int i,
            int rows,
            int k,
            int kc,
            int width,
            int bt,
            float[] chunk,
            float[] c,
            int ct,
            int ldc,
            float alpha,
            float beta) {
        if (p.transA()) {
            int at = i % CHUNK * ROWS;
            if (width > Tile6x2.WIDTH) {
                Tile6x4.columns(chunk, at, CHUNK_STEP, packed, bt, kc, c, ct, ldc, alpha, beta);
            } else if (width > Tile6x1.WIDTH) {
                Tile6x2.columns(chunk, at, CHUNK_STEP, packed, bt, kc, c, ct, ldc, alpha, beta);
            } else {
                Tile6x1.columns(chunk, at, CHUNK_STEP, packed, bt, kc, c, ct, ldc, alpha, beta);
            }
            return;
        }
        int at = p.aOff() + i * ROWS * p.lda() + k;
        if (width > Tile6x2.WIDTH) {
            Tile6x4.rows(p.a(), at, p.lda(), rows - 1, packed, bt, kc, c, ct, ldc, alpha, beta);
        } else if (width > Tile6x1.WIDTH) {
            Tile6x2.rows(p.a(), at, p.lda(), rows - 1, packed, bt, kc, c, ct, ldc, alpha, beta);
        } else {
            Tile6x1.rows(p.a(), at, p.lda(), rows - 1, packed, bt, kc, c, ct, ldc, alpha, beta);
        }
    }

    /** Brings in the part of a tile that lies inside C. */
    private void merge(float[] tile, int width, int rows, int used, int ct, float beta) {
        for (int i = 0; i < rows; i++) {
            Rows.blend(p.c(), ct + i * p.ldc(), tile, i * width, used, p.alpha(), beta);
        }
    }
}
