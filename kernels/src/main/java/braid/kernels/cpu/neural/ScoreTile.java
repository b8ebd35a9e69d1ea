package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Vectors;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.util.Arrays;

/**
 * A tile of attention scores, keys down and {@link #QUERIES} queries along the lanes, in base 2:
 * scores are times {@code log2 e}. The running statistics of the queries are three runs of {@code
 * QUERIES} numbers: the largest score so far, the sum of {@code 2^(score - largest)}, and the
 * factor by which the last tile changed older sums.
 */
final class ScoreTile {

    /** Queries in a tile: two vectors. */
    static final int QUERIES = 2 * LANES;

    private static final FloatVector INDEX = FloatVector.zero(F).addIndex(1);

    private ScoreTile() {}

    /** Statistics before the first tile. */
    static void begin(float[] stats) {
        Arrays.fill(stats, 0, QUERIES, Float.NEGATIVE_INFINITY);
        Arrays.fill(stats, QUERIES, 2 * QUERIES, 0);
    }

    /**
     * Sets what queries must not see: key j is seen from query {@code j - first + 1} on. Nothing
     * happens to the first {@code first} keys.
     *
     * @param first keys that all queries see; may be negative
     * @param n keys in the tile
     */
    static void mask(float[] scores, int first, int n, float value) {
        for (int j = Math.max(0, first); j < n; j++) {
            float from = j - first + 1;
            int at = j * QUERIES;
            for (int i = 0; i < QUERIES; i += LANES) {
                VectorMask<Float> hidden = INDEX.add(i).compare(VectorOperators.LT, from);
                FloatVector.fromArray(F, scores, at + i)
                        .blend(value, hidden)
                        .intoArray(scores, at + i);
            }
        }
    }

    /** Replaces scores by {@code 2^(score - largest)} and brings the statistics up to date. */
    static void softmax(float[] scores, int n, float[] stats) {
        max(scores, n, stats);
        for (int i = 0; i < QUERIES; i += LANES) {
            FloatVector max = FloatVector.fromArray(F, stats, 2 * QUERIES + i);
            // A query that sees no key yet has -inf - -inf; any finite number serves instead.
            FloatVector base =
                    max.blend(0f, max.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY));
            FloatVector factor = Exp2.of(FloatVector.fromArray(F, stats, i).sub(base));
            FloatVector sum = FloatVector.fromArray(F, stats, QUERIES + i).mul(factor);
            max.intoArray(stats, i);
            factor.intoArray(stats, 2 * QUERIES + i);
            sum.add(exponentials(scores, i, n, base)).intoArray(stats, QUERIES + i);
        }
    }

    /**
     * The largest scores, those before included, to the place of the factors. Eight independent
     * chains hide the latency of compare and blend; a NaN is passed over, and shows in the
     * exponentials.
     */
    private static void max(float[] scores, int n, float[] stats) {
        FloatVector a0 = FloatVector.fromArray(F, stats, 0);
        FloatVector b0 = FloatVector.fromArray(F, stats, LANES);
        FloatVector a1 = a0;
        FloatVector b1 = b0;
        FloatVector a2 = a0;
        FloatVector b2 = b0;
        FloatVector a3 = a0;
        FloatVector b3 = b0;
        int p = 0;
        for (; p <= (n - 4) * QUERIES; p += 4 * QUERIES) {
            a0 = larger(a0, FloatVector.fromArray(F, scores, p));
            b0 = larger(b0, FloatVector.fromArray(F, scores, p + LANES));
            a1 = larger(a1, FloatVector.fromArray(F, scores, p + QUERIES));
            b1 = larger(b1, FloatVector.fromArray(F, scores, p + QUERIES + LANES));
            a2 = larger(a2, FloatVector.fromArray(F, scores, p + 2 * QUERIES));
            b2 = larger(b2, FloatVector.fromArray(F, scores, p + 2 * QUERIES + LANES));
            a3 = larger(a3, FloatVector.fromArray(F, scores, p + 3 * QUERIES));
            b3 = larger(b3, FloatVector.fromArray(F, scores, p + 3 * QUERIES + LANES));
        }
        for (; p < n * QUERIES; p += QUERIES) {
            a0 = larger(a0, FloatVector.fromArray(F, scores, p));
            b0 = larger(b0, FloatVector.fromArray(F, scores, p + LANES));
        }
        larger(larger(a0, a1), larger(a2, a3)).intoArray(stats, 2 * QUERIES);
        larger(larger(b0, b1), larger(b2, b3)).intoArray(stats, 2 * QUERIES + LANES);
    }

    private static FloatVector larger(FloatVector x, FloatVector y) {
        return x.blend(y, y.compare(VectorOperators.GT, x));
    }

    private static FloatVector exponentials(float[] scores, int at, int n, FloatVector base) {
        FloatVector sum0 = FloatVector.zero(F);
        FloatVector sum1 = sum0;
        int j = 0;
        for (; j <= n - 2; j += 2) {
            int p = at + j * QUERIES;
            FloatVector e0 = Exp2.of(FloatVector.fromArray(F, scores, p).sub(base));
            FloatVector e1 = Exp2.of(FloatVector.fromArray(F, scores, p + QUERIES).sub(base));
            e0.intoArray(scores, p);
            e1.intoArray(scores, p + QUERIES);
            sum0 = sum0.add(e0);
            sum1 = sum1.add(e1);
        }
        if (j < n) {
            int p = at + j * QUERIES;
            FloatVector e0 = Exp2.of(FloatVector.fromArray(F, scores, p).sub(base));
            e0.intoArray(scores, p);
            sum0 = sum0.add(e0);
        }
        return sum0.add(sum1);
    }

    /** Multiplies row i of {@code out} by the factor of query i. */
    static void rescale(float[] out, int rows, int size, float[] stats) {
        for (int i = 0; i < rows; i++) {
            scale(out, i * size, stats[2 * QUERIES + i], out, i * size, size);
        }
    }

    /**
     * Turns the statistics to the log of the sum (natural, -inf where no key is seen), and 1 / sum,
     * or 0.
     */
    static void end(float[] stats) {
        for (int i = 0; i < QUERIES; i += LANES) {
            FloatVector max = FloatVector.fromArray(F, stats, i);
            FloatVector sum = FloatVector.fromArray(F, stats, QUERIES + i);
            max.add(Exp2.log2(sum)).mul(Exp2.LN_2).intoArray(stats, i);
            FloatVector inverse = FloatVector.broadcast(F, 1f).div(sum);
            inverse.blend(0f, sum.compare(VectorOperators.EQ, 0f)).intoArray(stats, QUERIES + i);
        }
    }

    /**
     * Raw scores to {@code P = 2^(score - log2 sum)}, and {@code dP} to {@code dS = P (dP -
     * delta)}.
     *
     * @param stats the log2 of the sums, then delta
     */
    static void gradient(float[] scores, float[] grads, int n, float[] stats) {
        for (int i = 0; i < QUERIES; i += LANES) {
            FloatVector log = FloatVector.fromArray(F, stats, i);
            FloatVector delta = FloatVector.fromArray(F, stats, QUERIES + i);
            for (int p = i; p < n * QUERIES; p += QUERIES) {
                FloatVector e = Exp2.of(FloatVector.fromArray(F, scores, p).sub(log));
                e.intoArray(scores, p);
                FloatVector.fromArray(F, grads, p).sub(delta).mul(e).intoArray(grads, p);
            }
        }
    }

    /** Sum of products of two rows. */
    static float dot(float[] a, int ao, float[] b, int bo, int n) {
        FloatVector s = FloatVector.zero(F);
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            s = FloatVector.fromArray(F, a, ao + i).fma(FloatVector.fromArray(F, b, bo + i), s);
        }
        if (i < n) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromArray(F, a, ao + i, in);
            s = x.fma(FloatVector.fromArray(F, b, bo + i, in), s);
        }
        return Vectors.sum(s);
    }

    /** One row times a factor, to another place or the same. */
    static void scale(float[] from, int at, float factor, float[] to, int into, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector.fromArray(F, from, at + i).mul(factor).intoArray(to, into + i);
        }
        if (i < n) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector.fromArray(F, from, at + i, in).mul(factor).intoArray(to, into + i, in);
        }
    }
}
