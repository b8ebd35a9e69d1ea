package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Scratch;

import jdk.incubator.vector.FloatVector;

import java.util.Arrays;

/**
 * The rows of A in tiles, and the chunk of them that one thread works on, copied: for each k a
 * tile's rows are neighbours, so that one address serves them all. Rows of a tile that lie behind A
 * are zero.
 */
final class RowTiles {

    /** 24 accumulators need 32 registers: AVX-512 and NEON have them. */
    private static final boolean WIDE =
            LANES > 8 || System.getProperty("os.arch").equals("aarch64");

    /** Rows of C in a full tile. */
    static final int ROWS = WIDE ? Tile12x2.ROWS : Tile6x2.ROWS;

    /** Row tiles that meet all panels before the next. */
    static final int CHUNK = 108 / ROWS;

    /** Whether rows are worth copying: a loop of scalars would take too long. */
    private static final boolean TRANSPOSES = LANES == Transpose16.SIZE;

    /** Floats behind a tile, where the last vectors that are copied end. */
    private static final int GAP = 16;

    private final Gemm p;
    private final int step;
    private final float[] memory;
    private int k;
    private int kc;
    private int chunk;

    /** A bit for each tile of the chunk. */
    private long copied;

    /**
     * Copies nothing yet.
     *
     * @param kBlock longest block of k
     */
    RowTiles(Gemm p, int kBlock) {
        this.p = p;
        step = step(kBlock);
        memory = Scratch.floats(Buffers.CHUNK, floats(kBlock));
    }

    private static int step(int kBlock) {
        return ROWS * kBlock + GAP;
    }

    /** Floats that a thread keeps for it. */
    static int floats(int kBlock) {
        return CHUNK * step(kBlock);
    }

    /**
     * Whether the rows are read where they stand: where a single panel would use the copy, and
     * where it would cost too much.
     */
    static boolean inPlace(Gemm p, int panels) {
        return !p.transA() && (panels == 1 || !TRANSPOSES);
    }

    /** Rows of A in a tile. */
    int rows(int tile) {
        return Math.min(ROWS, p.m() - tile * ROWS);
    }

    /** Rows of the micro-kernel for a tile: the last may be low. */
    int height(int tile) {
        return rows(tile) <= Tile6x2.ROWS ? Tile6x2.ROWS : ROWS;
    }

    /** Begins another block of k. */
    void block(int from, int length) {
        k = from;
        kc = length;
        chunk = -1;
    }

    /** Holds the copies. */
    float[] memory() {
        return memory;
    }

    /** First element of a tile's copy, which is made when it is first asked for. */
    int copy(int tile) {
        if (tile / CHUNK != chunk) {
            chunk = tile / CHUNK;
            copied = 0;
            if (p.transA()) {
                copyColumns();
                copied = -1;
            }
        }
        int i = tile % CHUNK;
        if ((copied >> i & 1) == 0) {
            copyRows(tile, i * step);
            copied |= 1L << i;
        }
        return i * step;
    }

    private void copyRows(int tile, int out) {
        int rows = rows(tile);
        int height = height(tile);
        int row = tile * ROWS;
        int at = p.aOff() + row * p.lda() + k;
        int done = 0;
        if (row + Transpose16.SIZE <= p.m()) {
            for (; done <= kc - LANES; done += LANES) {
                Transpose16.run(p.a(), at + done, p.lda(), memory, out + done * height, height);
            }
        }
        for (int j = done; j < kc; j++) {
            int o = out + j * height;
            for (int i = 0; i < rows; i++) {
                memory[o + i] = p.a()[at + i * p.lda() + j];
            }
            Arrays.fill(memory, o + rows, o + height, 0f);
        }
    }

    /** The whole chunk at once: the columns of A stand far apart, the tiles are neighbours. */
    private void copyColumns() {
        int first = chunk * CHUNK;
        int tiles = Math.min(CHUNK, Math.ceilDiv(p.m(), ROWS) - first);
        // Those in which a vector ends inside A.
        int inside = Math.floorDiv(p.m() - LANES, ROWS) + 1 - first;
        int whole = LANES < ROWS ? 0 : Math.clamp(inside, 0, tiles);
        for (int j = 0; j < kc; j++) {
            int at = p.aOff() + (k + j) * p.lda() + first * ROWS;
            int o = j * ROWS;
            for (int t = 0; t < whole; t++, at += ROWS, o += step) {
                FloatVector.fromArray(F, p.a(), at).intoArray(memory, o);
            }
            for (int t = whole; t < tiles; t++, at += ROWS) {
                int rows = rows(first + t);
                int height = height(first + t);
                o = t * step + j * height;
                System.arraycopy(p.a(), at, memory, o, rows);
                Arrays.fill(memory, o + rows, o + height, 0f);
            }
        }
    }
}
