package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Workers;

/**
 * Products {@code A Bᵀ} with some rows in A and many in B, a weight, as when a batch is decoded:
 * computed as {@code Cᵀ = B Aᵀ}. So the weight is read in place and only the small operand is
 * packed; to pack the weight would cost more than to multiply it.
 */
final class TurnedGemm {

    /** Most rows of A: one panel of the narrow tile. */
    private static final int MOST = Tile6x2.WIDTH;

    /** Columns of C that are turned back at a time. */
    private static final int BLOCK = Transpose16.SIZE;

    /** Least elements of C that a thread turns. */
    private static final int GRAIN = 1 << 12;

    private final Gemm p;
    private final int step;
    private final float[] turned;

    private TurnedGemm(Gemm p) {
        this.p = p;
        step = blocks(p.m()) * BLOCK;
        turned = Scratch.floats(Buffers.TURNED, blocks(p.n()) * BLOCK * step);
    }

    /** Whether this is the way to compute a product. */
    static boolean suits(Gemm p) {
        return !p.transA() && p.transB() && p.m() <= MOST && p.n() > 2 * MOST;
    }

    /** Computes a product that {@link #suits}. */
    static void run(Gemm p) {
        var t = new TurnedGemm(p);
        PackedGemm.run(
                new Gemm(
                        false,
                        true,
                        p.n(),
                        p.m(),
                        p.k(),
                        1f,
                        p.b(),
                        p.bOff(),
                        p.ldb(),
                        p.a(),
                        p.aOff(),
                        p.lda(),
                        0f,
                        t.turned,
                        0,
                        t.step,
                        Epilogue.NONE));
        Workers.shared()
                .forRange(
                        blocks(p.n()),
                        Math.max(1, GRAIN / (BLOCK * t.step)),
                        (w, from, to) -> t.turnBack(from, to));
    }

    private static int blocks(int n) {
        return (n + BLOCK - 1) / BLOCK;
    }

    private void turnBack(int from, int to) {
        float[] tile = Scratch.floats(Buffers.EDGE, step * BLOCK);
        for (int block = from; block < to; block++) {
            int j = block * BLOCK;
            for (int i = 0; i < step; i += BLOCK) {
                transpose(j * step + i, tile, i * BLOCK);
            }
            int columns = Math.min(BLOCK, p.n() - j);
            for (int i = 0; i < p.m(); i++) {
                int at = p.cOff() + i * p.ldc() + j;
                Rows.blend(p.c(), at, tile, i * BLOCK, columns, p.alpha(), p.beta());
            }
            p.epilogue().apply(p.c(), p.cOff(), p.ldc(), 0, j, p.m(), columns);
        }
    }

    /** A square of the turned product; what lies beyond C is not used. */
    private void transpose(int at, float[] tile, int out) {
        if (LANES == Transpose16.SIZE) {
            Transpose16.run(turned, at, step, tile, out, BLOCK);
            return;
        }
        for (int j = 0; j < BLOCK; j++) {
            for (int i = 0; i < BLOCK; i++) {
                tile[out + i * BLOCK + j] = turned[at + j * step + i];
            }
        }
    }
}
