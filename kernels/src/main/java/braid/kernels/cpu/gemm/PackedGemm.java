package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Workers;

import java.lang.foreign.MemorySegment;

/**
 * The product of matrices that are worth packing, after Goto and van de Geijn 2008 ("Anatomy of
 * high-performance matrix multiplication"). All threads together copy B into panels; then each
 * takes a run of the tiles of C. The order of tiles keeps a tile's rows of A in the L1 cache, a
 * group of panels in L2, and the tiles of C neighbours in memory.
 *
 * <p>The panels lie in native memory, since only there they begin at cache lines: a vector that
 * crosses two lines is loaded twice. Blocks of k depend on k alone, so neither the split nor the
 * number of threads changes a bit.
 */
final class PackedGemm {

    /**
     * Longest block of k: twelve rows of A, 24 KiB, stay in the L1 cache while the panels go by.
     * With 256 the sums in C are loaded and stored too often, 8 % slower.
     */
    private static final int K_BLOCK = 512;

    /** Floats of B that stay in the L2 cache while the rows of a chunk go by: 512 KiB. */
    private static final int GROUP = 1 << 17;

    /** Most floats of B packed at once: 4 MiB of L3 cache. */
    private static final int B_BLOCK = 1 << 20;

    private static final int MAX_COLUMNS = B_BLOCK / K_BLOCK;

    /** Least multiply-adds that a thread takes: some microseconds. */
    private static final int GRAIN = 1 << 18;

    private static final int WIDTH = Tile6x2.WIDTH;

    private final Gemm p;
    private final int kBlock;
    private final int rowTiles;
    private final int group;
    private final int column;
    private final int columns;
    private final int panels;
    private final int packedWidth;
    private final boolean inPlace;
    private MemorySegment packed = MemorySegment.NULL;
    private int first;
    private int depth;

    /** The part of a product that fills the columns from {@code column} on. */
    private PackedGemm(Gemm p, int column, int columns) {
        this.p = p;
        this.column = column;
        this.columns = columns;
        int blocks = Math.ceilDiv(p.k(), K_BLOCK);
        kBlock = Math.ceilDiv(Math.ceilDiv(p.k(), blocks), LANES) * LANES;
        rowTiles = Math.ceilDiv(p.m(), RowTiles.ROWS);
        panels = Math.ceilDiv(columns, WIDTH);
        int groups = Math.ceilDiv(panels * WIDTH * kBlock, GROUP);
        group = Math.ceilDiv(panels, groups);
        inPlace = RowTiles.inPlace(p, panels);
        packedWidth = (panels - 1) * WIDTH + width(panels - 1);
    }

    /**
     * Bytes that stay with the threads.
     *
     * @param products that run at the same time
     */
    static long workspace(int n, int k, int products) {
        long packed = Math.min(B_BLOCK, (long) Math.ceilDiv(n, WIDTH) * WIDTH * k);
        int tiles = RowTiles.ROWS * WIDTH + RowTiles.floats(Math.min(k, K_BLOCK));
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
        packed = Scratch.aligned(packedWidth * Math.min(p.k(), blocks * kBlock));
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
                    Math.ceilDiv(GRAIN, WIDTH * RowTiles.ROWS * depth),
                    (w, from, to) -> compute(from, to));
        }
    }

    /** Columns of a panel in use. */
    private int used(int panel) {
        return Math.min(WIDTH, columns - panel * WIDTH);
    }

    /** Columns of a panel as packed: the last may be narrow. */
    private int width(int panel) {
        return used(panel) <= Tile6x1.WIDTH ? Tile6x1.WIDTH : WIDTH;
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
        float[] edge = Scratch.floats(Buffers.EDGE, RowTiles.ROWS * WIDTH);
        var tiles = new RowTiles(p, kBlock);
        for (int k = first; k < first + depth; k += kBlock) {
            int kc = blockLength(k);
            tiles.block(k, kc);
            int t = from;
            while (t < to) {
                int chunkStart = t / (RowTiles.CHUNK * panels) * RowTiles.CHUNK;
                int chunkRows = Math.min(RowTiles.CHUNK, rowTiles - chunkStart);
                int inChunk = t - chunkStart * panels;
                int start = inChunk / (chunkRows * group) * group;
                int inGroup = inChunk - start * chunkRows;
                int size = Math.min(group, panels - start);
                int row = chunkStart + inGroup / size;
                int panel = start + inGroup % size;
                int end = Math.min(start + size, panel + to - t);
                t += end - panel;
                for (; panel < end; panel++) {
                    tile(tiles, row, panel, k, kc, edge);
                }
            }
        }
    }

    private void tile(RowTiles tiles, int i, int panel, int k, int kc, float[] edge) {
        int row = i * RowTiles.ROWS;
        int rows = tiles.rows(i);
        int used = used(panel);
        int width = width(panel);
        int j = column + panel * WIDTH;
        int ct = p.cOff() + row * p.ldc() + j;
        float beta = k == 0 ? p.beta() : 1f;
        boolean last = k + kc == p.k();
        Epilogue e = p.epilogue();
        if (rows < tiles.height(i) || used < width) {
            multiply(tiles, i, panel, k, kc, edge, 0, 0, edge, 0, width, 1f, 0f);
            merge(edge, width, rows, used, ct, beta);
            if (last) {
                e.apply(p.c(), p.cOff(), p.ldc(), row, j, rows, used);
            }
            return;
        }
        // The bias is what the sums are added to, where that rounds as an addition afterwards does.
        float[] bias = last && k == 0 && p.alpha() == 1f && beta == 0f ? e.bias() : null;
        boolean biased = bias != null;
        float[] d = bias == null ? p.c() : bias;
        int dt = biased ? e.biasOff() + j : ct;
        int ldd = biased ? 0 : p.ldc();
        float times = biased ? 1f : beta;
        if (last && e.acts()) {
            multiply(tiles, i, panel, k, kc, d, dt, ldd, edge, 0, width, p.alpha(), times);
            e.finish(edge, width, biased, p.c(), ct, p.ldc(), row, j, rows);
            return;
        }
        multiply(tiles, i, panel, k, kc, d, dt, ldd, p.c(), ct, p.ldc(), p.alpha(), times);
        if (last && !biased) {
            e.apply(p.c(), p.cOff(), p.ldc(), row, j, rows, used);
        }
    }

    private void multiply(
            RowTiles tiles,
            int i,
            int panel,
            int k,
            int kc,
            float[] d,
            int dt,
            int ldd,
            float[] c,
            int ct,
            int ldc,
            float alpha,
            float beta) {
        boolean high = tiles.height(i) > Tile6x2.ROWS;
        boolean wide = width(panel) > LANES;
        long bt = (long) Float.BYTES * panelStart(k, kc, panel);
        if (inPlace) {
            float[] a = p.a();
            int at = p.aOff() + i * RowTiles.ROWS * p.lda() + k;
            int lda = p.lda();
            int last = tiles.rows(i) - 1;
            if (high && wide) {
                Tile12x2.rows(
                        a, at, lda, last, packed, bt, kc, d, dt, ldd, c, ct, ldc, alpha, beta);
            } else if (high) {
                Tile12x1.rows(
                        a, at, lda, last, packed, bt, kc, d, dt, ldd, c, ct, ldc, alpha, beta);
            } else if (wide) {
                Tile6x2.rows(a, at, lda, last, packed, bt, kc, d, dt, ldd, c, ct, ldc, alpha, beta);
            } else {
                Tile6x1.rows(a, at, lda, last, packed, bt, kc, d, dt, ldd, c, ct, ldc, alpha, beta);
            }
            return;
        }
        int at = tiles.copy(i);
        float[] a = tiles.memory();
        if (high && wide) {
            Tile12x2.packed(a, at, packed, bt, kc, d, dt, ldd, c, ct, ldc, alpha, beta);
        } else if (high) {
            Tile12x1.packed(a, at, packed, bt, kc, d, dt, ldd, c, ct, ldc, alpha, beta);
        } else if (wide) {
            Tile6x2.packed(a, at, packed, bt, kc, d, dt, ldd, c, ct, ldc, alpha, beta);
        } else {
            Tile6x1.packed(a, at, packed, bt, kc, d, dt, ldd, c, ct, ldc, alpha, beta);
        }
    }

    /** Brings in the part of a tile that lies inside C. */
    private void merge(float[] tile, int width, int rows, int used, int ct, float beta) {
        for (int i = 0; i < rows; i++) {
            Rows.blend(p.c(), ct + i * p.ldc(), tile, i * width, used, p.alpha(), beta);
        }
    }
}
