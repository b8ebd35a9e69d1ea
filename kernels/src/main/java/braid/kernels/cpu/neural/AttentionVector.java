package braid.kernels.cpu.neural;

import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Workers;
import braid.kernels.cpu.gemm.TileProduct;
import braid.kernels.cpu.neural.AttentionShape.Heads;

import java.util.Arrays;

/**
 * Attention by tiles, after FlashAttention-2 (Dao 2023, arXiv:2307.08691): {@link
 * ScoreTile#QUERIES} queries meet {@link #KEYS} keys at a time, and the softmax is corrected as
 * larger scores come. A tile of scores stands turned, keys down and queries along the lanes, so
 * that maxima and sums of a query run down the lanes.
 *
 * <p>Forward, threads share tiles of queries; backward, they share key heads, since all queries of
 * a group add to the same keys. What one thread computes does not depend on the others: any number
 * of threads gives the same bits.
 */
final class AttentionVector {

    /**
     * Keys in a tile: with 32 queries, scores of 8 KiB, and as much for K and for V at a head size
     * of 32.
     */
    private static final int KEYS = 64;

    private static final int QUERIES = ScoreTile.QUERIES;

    /** Slots of {@link Scratch}. */
    private static final int K = 0;

    private static final int V = 1;
    private static final int Q_TURNED = 2;
    private static final int SCORES = 3;
    private static final int OUT = 4;
    private static final int STATS = 5;
    private static final int DY_TURNED = 6;
    private static final int DY = 7;
    private static final int Q = 8;
    private static final int GRADS = 9;
    private static final int DK = 10;
    private static final int DV = 11;

    private AttentionVector() {}

    /** Bytes that the threads keep, after a backward pass. */
    static long workspace(int keys, int size) {
        long floats = 4L * keys * size + 5L * QUERIES * size + 2L * KEYS * QUERIES;
        return Float.BYTES * floats * Workers.shared().size();
    }

    // ---- forward --------------------------------------------------------------------------------

    static void forward(
            AttentionShape s, Heads q, Heads k, Heads v, Heads y, float[] lse, int lseAt) {
        int tiles = (s.queries() + QUERIES - 1) / QUERIES;
        int perUnit = s.group() * tiles;
        Workers.shared()
                .forRange(
                        s.batch() * s.kvHeads() * perUnit,
                        1,
                        (w, from, to) -> {
                            var run = new Forward(s, q, k, v, y, lse, lseAt);
                            for (int i = from; i < to; i++) {
                                int tile = fold(i % tiles, tiles);
                                int inGroup = i % perUnit / tiles;
                                run.tile(i / perUnit, inGroup, tile * QUERIES);
                            }
                        });
    }

    /**
     * Order of the tiles of a head: first, last, second, last but one, … Under a causal mask the
     * late ones cost most; so any half of them costs about half.
     */
    private static int fold(int position, int tiles) {
        return position % 2 == 0 ? position / 2 : tiles - 1 - position / 2;
    }

    /** One thread's forward pass. */
    private static final class Forward {

        private final AttentionShape s;
        private final Heads q;
        private final Heads k;
        private final Heads v;
        private final Heads y;
        private final float[] lse;
        private final int lseAt;
        private final float[] keys;
        private final float[] values;
        private final float[] queries;
        private final float[] scores = Scratch.floats(SCORES, KEYS * QUERIES);
        private final float[] out;
        private final float[] stats = Scratch.floats(STATS, ScoreTile.STATS);
        private int unit = -1;

        Forward(AttentionShape s, Heads q, Heads k, Heads v, Heads y, float[] lse, int lseAt) {
            this.s = s;
            this.q = q;
            this.k = k;
            this.v = v;
            this.y = y;
            this.lse = lse;
            this.lseAt = lseAt;
            keys = Scratch.floats(K, s.keys() * s.size());
            values = Scratch.floats(V, s.keys() * s.size());
            queries = Scratch.floats(Q_TURNED, QUERIES * s.size());
            out = Scratch.floats(OUT, QUERIES * s.size());
        }

        /** The tile of one query head that begins at query {@code t}. */
        void tile(int newUnit, int inGroup, int t) {
            int b = newUnit / s.kvHeads();
            int g = newUnit % s.kvHeads();
            if (newUnit != unit) {
                int seen = s.visible(b, s.queries() - 1);
                gather(k, b, 0, g, seen, s.size(), keys);
                gather(v, b, 0, g, seen, s.size(), values);
                unit = newUnit;
            }
            int h = g * s.group() + inGroup;
            int rows = Math.min(QUERIES, s.queries() - t);
            int first = s.horizon(t);
            int last = s.visible(b, t + rows - 1);
            int size = s.size();
            float scale = (float) (s.scale() * Exp2.LOG2_E);
            turn(q.floats(), q.at(b, t, h), q.tokenStride(), rows, size, scale, queries);
            ScoreTile.begin(stats);
            for (int j = 0; j < last; j += KEYS) {
                int n = Math.min(KEYS, last - j);
                TileProduct.run(
                        n, QUERIES, size, keys, j * size, size, 1, queries, 0, QUERIES, scores, 0,
                        QUERIES, false);
                ScoreTile.mask(scores, first - j, n, Float.NEGATIVE_INFINITY);
                ScoreTile.softmax(scores, n, stats);
                if (j > 0) {
                    ScoreTile.rescale(out, rows, size, stats);
                }
                TileProduct.run(
                        rows, size, n, scores, 0, 1, QUERIES, values, j * size, size, out, 0, size,
                        j > 0);
            }
            ScoreTile.end(stats);
            store(b, t, h, rows, last > 0);
        }

        private void store(int b, int t, int h, int rows, boolean any) {
            int at = lseAt + (b * s.heads() + h) * s.queries() + t;
            System.arraycopy(stats, 0, lse, at, rows);
            float[] to = y.floats();
            for (int i = 0; i < rows; i++) {
                int row = y.at(b, t + i, h);
                if (any) {
                    RowMath.scale(out, i * s.size(), stats[QUERIES + i], to, row, s.size());
                } else {
                    Arrays.fill(to, row, row + s.size(), 0);
                }
            }
        }
    }

    // ---- backward -------------------------------------------------------------------------------

    static void backward(
            AttentionShape s,
            Heads q,
            Heads k,
            Heads v,
            Heads y,
            float[] lse,
            int lseAt,
            Heads dy,
            Heads dq,
            Heads dk,
            Heads dv) {
        Workers.shared()
                .forRange(
                        s.batch() * s.kvHeads(),
                        1,
                        (w, from, to) -> {
                            var run = new Backward(s, q, y, lse, lseAt, dy, dq);
                            for (int u = from; u < to; u++) {
                                run.unit(u / s.kvHeads(), u % s.kvHeads(), k, v, dk, dv);
                            }
                        });
    }

    /** One thread's backward pass. */
    private static final class Backward {

        private final AttentionShape s;
        private final Heads q;
        private final Heads y;
        private final float[] lse;
        private final int lseAt;
        private final Heads dy;
        private final Heads dq;
        private final float[] keys;
        private final float[] values;
        private final float[] dkSum;
        private final float[] dvSum;
        private final float[] queries;
        private final float[] queriesTurned;
        private final float[] dys;
        private final float[] dysTurned;
        private final float[] dqSum;
        private final float[] scores = Scratch.floats(SCORES, KEYS * QUERIES);
        private final float[] grads = Scratch.floats(GRADS, KEYS * QUERIES);
        private final float[] stats = Scratch.floats(STATS, ScoreTile.STATS);

        Backward(AttentionShape s, Heads q, Heads y, float[] lse, int lseAt, Heads dy, Heads dq) {
            this.s = s;
            this.q = q;
            this.y = y;
            this.lse = lse;
            this.lseAt = lseAt;
            this.dy = dy;
            this.dq = dq;
            int size = s.size();
            keys = Scratch.floats(K, s.keys() * size);
            values = Scratch.floats(V, s.keys() * size);
            dkSum = Scratch.floats(DK, s.keys() * size);
            dvSum = Scratch.floats(DV, s.keys() * size);
            queries = Scratch.floats(Q, QUERIES * size);
            queriesTurned = Scratch.floats(Q_TURNED, QUERIES * size);
            dys = Scratch.floats(DY, QUERIES * size);
            dysTurned = Scratch.floats(DY_TURNED, QUERIES * size);
            dqSum = Scratch.floats(OUT, QUERIES * size);
        }

        /** One key head with all query heads of its group. */
        void unit(int b, int g, Heads k, Heads v, Heads dk, Heads dv) {
            int size = s.size();
            int seen = s.visible(b, s.queries() - 1);
            gather(k, b, 0, g, seen, size, keys);
            gather(v, b, 0, g, seen, size, values);
            Arrays.fill(dkSum, 0, s.keys() * size, 0);
            Arrays.fill(dvSum, 0, s.keys() * size, 0);
            for (int h = g * s.group(); h < (g + 1) * s.group(); h++) {
                for (int t = 0; t < s.queries(); t += QUERIES) {
                    tile(b, t, h);
                }
            }
            for (int j = 0; j < s.keys(); j++) {
                int at = j * size;
                RowMath.scale(dkSum, at, (float) s.scale(), dk.floats(), dk.at(b, j, g), size);
                System.arraycopy(dvSum, at, dv.floats(), dv.at(b, j, g), size);
            }
        }

        private void tile(int b, int t, int h) {
            int size = s.size();
            int rows = Math.min(QUERIES, s.queries() - t);
            int first = s.horizon(t);
            int last = s.visible(b, t + rows - 1);
            load(b, t, h, rows);
            for (int j = 0; j < last; j += KEYS) {
                int n = Math.min(KEYS, last - j);
                int at = j * size;
                TileProduct.run(
                        n,
                        QUERIES,
                        size,
                        keys,
                        at,
                        size,
                        1,
                        queriesTurned,
                        0,
                        QUERIES,
                        scores,
                        0,
                        QUERIES,
                        false);
                TileProduct.run(
                        n, QUERIES, size, values, at, size, 1, dysTurned, 0, QUERIES, grads, 0,
                        QUERIES, false);
                ScoreTile.gradient(scores, grads, n, stats);
                ScoreTile.mask(scores, first - j, n, 0);
                ScoreTile.mask(grads, first - j, n, 0);
                // dV += P dO, dK += dS Q, dQ += dSᵀ K
                TileProduct.run(
                        n, size, rows, scores, 0, QUERIES, 1, dys, 0, size, dvSum, at, size, true);
                TileProduct.run(
                        n, size, rows, grads, 0, QUERIES, 1, queries, 0, size, dkSum, at, size,
                        true);
                TileProduct.run(
                        rows, size, n, grads, 0, 1, QUERIES, keys, at, size, dqSum, 0, size, j > 0);
            }
            if (last == 0) {
                Arrays.fill(dqSum, 0, rows * size, 0);
            }
            for (int i = 0; i < rows; i++) {
                float scale = (float) s.scale();
                RowMath.scale(dqSum, i * size, scale, dq.floats(), dq.at(b, t + i, h), size);
            }
        }

        /**
         * Queries and gradients of a tile, dense and turned, and its log-sums and {@code sum(dO
         * O)}.
         */
        private void load(int b, int t, int h, int rows) {
            int size = s.size();
            float scale = (float) (s.scale() * Exp2.LOG2_E);
            gather(q, b, t, h, rows, size, queries);
            gather(dy, b, t, h, rows, size, dys);
            turn(queries, 0, size, rows, size, scale, queriesTurned);
            turn(dys, 0, size, rows, size, 1, dysTurned);
            Arrays.fill(stats, 0, ScoreTile.STATS, 0);
            int at = lseAt + (b * s.heads() + h) * s.queries() + t;
            for (int i = 0; i < rows; i++) {
                int yAt = y.at(b, t + i, h);
                float delta = RowMath.dot(dys, i * size, y.floats(), yAt, size);
                ScoreTile.set(stats, i, lse[at + i], delta);
            }
        }
    }

    // ---- moving rows ----------------------------------------------------------------------------

    /**
     * Copies rows of one head, from token {@code t} on, to dense rows. Far apart, they fall on few
     * cache sets.
     */
    private static void gather(Heads x, int b, int t, int h, int rows, int size, float[] to) {
        float[] from = x.floats();
        for (int i = 0; i < rows; i++) {
            RowMath.scale(from, x.at(b, t + i, h), 1, to, i * size, size);
        }
    }

    /**
     * Turns rows times a factor to lanes: element d of row i at {@code d·QUERIES + i}; 0 beyond the
     * rows.
     */
    private static void turn(
            float[] from, int at, int stride, int rows, int size, float factor, float[] to) {
        if (rows < QUERIES) {
            Arrays.fill(to, 0, size * QUERIES, 0);
        }
        for (int i = 0; i < rows; i++) {
            int row = at + i * stride;
            for (int d = 0; d < size; d++) {
                to[d * QUERIES + i] = from[row + d] * factor;
            }
        }
    }
}
