package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Workers;
import braid.kernels.cpu.gemm.TileProduct;
import braid.kernels.cpu.gemm.Transpose16;
import braid.kernels.cpu.neural.AttentionShape.Heads;

import jdk.incubator.vector.FloatVector;

import java.util.Arrays;

/**
 * Attention of one query a sequence, a step of decoding: keys and values are read once, where they
 * lie. {@link AttentionVector}, whose tiles hold 32 queries, would compute 31 for nothing.
 */
final class AttentionStep {

    /** Slots of {@link Scratch}. */
    private static final int SCORES = 3;

    private static final int SQUARE = 4;

    /** Least elements of keys that a thread takes: some microseconds. */
    private static final int GRAIN = 1 << 14;

    private final AttentionShape s;
    private final Heads q;
    private final Heads k;
    private final Heads v;
    private final Heads y;

    private AttentionStep(AttentionShape s, Heads q, Heads k, Heads v, Heads y) {
        this.s = s;
        this.q = q;
        this.k = k;
        this.v = v;
        this.y = y;
    }

    /** Computes an attention with one query. */
    static void forward(
            AttentionShape s, Heads q, Heads k, Heads v, Heads y, float[] lse, int lseAt) {
        var step = new AttentionStep(s, q, k, v, y);
        Workers.shared()
                .forRange(
                        s.batch() * s.kvHeads(),
                        Math.max(1, GRAIN / Math.max(1, s.keys() * s.size() * s.group())),
                        (w, from, to) -> {
                            for (int u = from; u < to; u++) {
                                int b = u / s.kvHeads();
                                int head = u % s.kvHeads();
                                step.group(b, head, lse, lseAt + b * s.heads());
                            }
                        });
    }

    /** The query heads that share a key head. */
    private void group(int b, int head, float[] lse, int lseAt) {
        int n = s.visible(b, 0);
        float[] scores = Scratch.floats(SCORES, s.group() * n);
        int first = head * s.group();
        float[] to = y.floats();
        for (int i = 0; i < s.group(); i++) {
            int at = y.at(b, 0, first + i);
            if (n == 0) {
                lse[lseAt + first + i] = Float.NEGATIVE_INFINITY;
                Arrays.fill(to, at, at + s.size(), 0);
                continue;
            }
            int row = i * n;
            scores(q.at(b, 0, first + i), k.at(b, 0, head), n, scores, row);
            float max = RowMath.max(scores, row, n);
            float sum = RowMath.exponentials(scores, row, scores, row, n, max);
            lse[lseAt + first + i] = max + (float) Math.log(sum);
            RowMath.scale(scores, row, 1 / sum, scores, row, n);
        }
        if (n > 0) {
            TileProduct.run(
                    s.group(),
                    s.size(),
                    n,
                    scores,
                    0,
                    n,
                    1,
                    v.floats(),
                    v.at(b, 0, head),
                    v.tokenStride(),
                    to,
                    y.at(b, 0, first),
                    y.headStride(),
                    false);
        }
    }

    /** Scaled products of one query with keys. */
    private void scores(int query, int key, int n, float[] to, int at) {
        float[] x = q.floats();
        float[] y = k.floats();
        int size = s.size();
        float[] square = Scratch.floats(SQUARE, 2 * LANES * LANES);
        int j = 0;
        if (LANES == Transpose16.SIZE && size % LANES == 0) {
            for (; j <= n - LANES; j += LANES) {
                partials(x, query, y, key + j * k.tokenStride(), k.tokenStride(), size, square);
                Transpose16.run(square, 0, LANES, square, LANES * LANES, LANES);
                columnSums(square, LANES * LANES, (float) s.scale(), to, at + j);
            }
        }
        for (; j < n; j++) {
            float dot = RowMath.dot(x, query, y, key + j * k.tokenStride(), size);
            to[at + j] = dot * (float) s.scale();
        }
    }

    /** For each of {@code LANES} rows of y the products with x, added up lane by lane. */
    private static void partials(
            float[] x, int xo, float[] y, int yo, int stride, int size, float[] to) {
        for (int j = 0; j < LANES; j++) {
            int row = yo + j * stride;
            FloatVector sum = FloatVector.zero(F);
            for (int d = 0; d < size; d += LANES) {
                FloatVector v = FloatVector.fromArray(F, y, row + d);
                sum = v.fma(FloatVector.fromArray(F, x, xo + d), sum);
            }
            sum.intoArray(to, j * LANES);
        }
    }

    /** Sums of {@code LANES} rows of as many, times a factor. */
    private static void columnSums(float[] x, int at, float factor, float[] to, int into) {
        FloatVector s0 = FloatVector.fromArray(F, x, at);
        FloatVector s1 = FloatVector.fromArray(F, x, at + LANES);
        for (int i = 2; i < LANES; i += 2) {
            s0 = s0.add(FloatVector.fromArray(F, x, at + i * LANES));
            s1 = s1.add(FloatVector.fromArray(F, x, at + (i + 1) * LANES));
        }
        s0.add(s1).mul(factor).intoArray(to, into);
    }
}
