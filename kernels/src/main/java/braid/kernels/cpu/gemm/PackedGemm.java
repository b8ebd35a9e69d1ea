package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Workers;

/**
 * The product of matrices that are worth packing, after Goto and van de Geijn 2008 ("Anatomy of
 * high-performance matrix multiplication"): B is copied into panels by all threads together, then
 * the tiles of C are split among them, each thread walking its tiles for one block of k after
 * another. A is read in place: the micro-kernel touches each of its lines once per panel, and
 * copying it first cost more than it gave.
 *
 * <p>Blocks of k depend only on k, so neither the split nor the number of threads changes a bit.
 */
final class PackedGemm {

    /** Longest block of k: a panel of B, 512 x 64 floats, takes an eighth of a 1 MiB L2 cache. */
    private static final int K_BLOCK = 512;

    /** Floats of A that stay in the L2 cache while the panels of B go by: 256 KiB. */
    private static final int A_BLOCK = 1 << 16;

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
    private final int blockTiles;
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
        int blocks = ceilDiv(p.k(), K_BLOCK);
        kBlock = ceilDiv(ceilDiv(p.k(), blocks), LANES) * LANES;
        rowTiles = ceilDiv(p.m(), ROWS);
        blockTiles = Math.max(1, A_BLOCK / (kBlock * ROWS));
        panels = ceilDiv(columns, WIDTH);
        packedWidth = (panels - 1) * WIDTH + width(panels - 1);
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
                    ceilDiv(depth, kBlock) * panels,
                    ceilDiv(GRAIN / 16, panelWork),
                    (w, from, to) -> pack(from, to));
            workers.forRange(
                    rowTiles * panels,
                    ceilDiv(GRAIN, WIDTH * ROWS * depth),
                    (w, from, to) -> compute(from, to));
        }
    }

    private static int ceilDiv(int a, int b) {
        return (a + b - 1) / b;
    }

    /** Columns of a panel in use. */
    private int used(int panel) {
        return Math.min(WIDTH, columns - panel * WIDTH);
    }

    /** Columns of a panel as packed: the last may be narrow. */
    private int width(int panel) {
        return used(panel) <= Tile6x2.WIDTH ? Tile6x2.WIDTH : WIDTH;
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

    /** Tiles are numbered by block of A, then panel of B, then rows: the order of work. */
    private void compute(int from, int to) {
        float[] edge = Scratch.floats(Buffers.EDGE, ROWS * WIDTH);
        float[] tail = Scratch.floats(Buffers.TAIL, ROWS * kBlock);
        for (int k = first; k < first + depth; k += kBlock) {
            int kc = blockLength(k);
            int t = from;
            while (t < to) {
                int block = t / (blockTiles * panels);
                int inBlock = t - block * blockTiles * panels;
                int tiles = Math.min(blockTiles, rowTiles - block * blockTiles);
                int panel = inBlock / tiles;
                int row = inBlock % tiles;
                int count = Math.min(tiles - row, to - t);
                int start = block * blockTiles + row;
                for (int i = start; i < start + count; i++) {
                    tile(i * ROWS, panel, k, kc, edge, tail);
                }
                t += count;
            }
        }
    }

    private void tile(int row, int panel, int k, int kc, float[] edge, float[] tail) {
        int rows = Math.min(ROWS, p.m() - row);
        int used = used(panel);
        int width = width(panel);
        int bt = panelStart(k, kc, panel);
        int j = column + panel * WIDTH;
        int ct = p.cOff() + row * p.ldc() + j;
        float beta = k == 0 ? p.beta() : 1f;
        if (rows == ROWS && used == width) {
            multiply(row, rows, k, kc, width, bt, tail, p.c(), ct, p.ldc(), p.alpha(), beta);
        } else {
            multiply(row, rows, k, kc, width, bt, tail, edge, 0, width, 1f, 0f);
            merge(edge, width, rows, used, ct, beta);
        }
        if (k + kc == p.k()) {
            p.epilogue().apply(p.c(), p.cOff(), p.ldc(), row, j, rows, used);
        }
    }

    private void multiply(
            int row,
            int rows,
            int k,
            int kc,
            int width,
            int bt,
            float[] tail,
            float[] c,
            int ct,
            int ldc,
            float alpha,
            float beta) {
        boolean wide = width > Tile6x2.WIDTH;
        if (!p.transA()) {
            int at = p.aOff() + row * p.lda() + k;
            if (wide) {
                Tile6x4.rows(p.a(), at, p.lda(), rows - 1, packed, bt, kc, c, ct, ldc, alpha, beta);
            } else {
                Tile6x2.rows(p.a(), at, p.lda(), rows - 1, packed, bt, kc, c, ct, ldc, alpha, beta);
            }
            return;
        }
        float[] a = p.a();
        int at = p.aOff() + k * p.lda() + row;
        int step = p.lda();
        if (rows < ROWS) {
            copyTail(at, rows, kc, tail);
            a = tail;
            at = 0;
            step = ROWS;
        }
        if (wide) {
            Tile6x4.columns(a, at, step, packed, bt, kc, c, ct, ldc, alpha, beta);
        } else {
            Tile6x2.columns(a, at, step, packed, bt, kc, c, ct, ldc, alpha, beta);
        }
    }

    /** The last columns of a transposed A, where a tile would read past the window. */
    private void copyTail(int at, int rows, int kc, float[] tail) {
        for (int k = 0; k < kc; k++) {
            for (int i = 0; i < ROWS; i++) {
                tail[k * ROWS + i] = i < rows ? p.a()[at + k * p.lda() + i] : 0f;
            }
        }
    }

    /** Brings in the part of a tile that lies inside C. */
    private void merge(float[] tile, int width, int rows, int used, int ct, float beta) {
        for (int i = 0; i < rows; i++) {
            Rows.blend(p.c(), ct + i * p.ldc(), tile, i * width, used, p.alpha(), beta);
        }
    }
}
