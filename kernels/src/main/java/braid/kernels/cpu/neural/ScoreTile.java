package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.util.Arrays;

/**
 * A tile of attention scores, keys down and {@link #QUERIES} queries along the lanes, in base 2:
 * scores are times {@code log2 e}. The running statistics of the queries are four runs of {@code
 * QUERIES} numbers: the largest score so far, the sum of {@code 2^(score - largest)}, the factor by
 * which the last tile changed older sums, and the number subtracted from scores.
 */
final class ScoreTile {

    /** Queries in a tile: two vectors. */
    static final int QUERIES = Exp2.PAIR;

    /** Length of the statistics. */
    static final int STATS = 4 * QUERIES;

    private static final int SUM = QUERIES;
    private static final int FACTOR = 2 * QUERIES;
    private static final int BASE = 3 * QUERIES;

    private static final FloatVector INDEX = FloatVector.zero(F).addIndex(1);

    private ScoreTile() {}

    /** Statistics before the first tile. */
    static void begin(float[] stats) {
        Arrays.fill(stats, 0, QUERIES, Float.NEGATIVE_INFINITY);
        Arrays.fill(stats, SUM, SUM + QUERIES, 0);
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
                FloatVector s = FloatVector.fromArray(F, scores, at + i);
                s.blend(value, hidden).intoArray(scores, at + i);
            }
        }
    }

    /** Replaces scores by {@code 2^(score - largest)} and brings the statistics up to date. */
    static void softmax(float[] scores, int n, float[] stats) {
        max(scores, n, stats);
        for (int i = 0; i < QUERIES; i += LANES) {
            FloatVector max = FloatVector.fromArray(F, stats, BASE + i);
            FloatVector old = FloatVector.fromArray(F, stats, i);
            max.intoArray(stats, i);
            // A query that sees no key yet has -inf - -inf; any finite number serves instead.
            VectorMask<Float> none = max.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY);
            FloatVector base = max.blend(0f, none);
            base.intoArray(stats, BASE + i);
            FloatVector factor = Exp2.of(old.sub(base));
            factor.intoArray(stats, FACTOR + i);
            FloatVector.fromArray(F, stats, SUM + i).mul(factor).intoArray(stats, SUM + i);
        }
        Exp2.run(scores, 0, scores, 0, n * QUERIES, 1, stats, BASE, SUM);
    }

    /**
     * The largest scores, those before included, to the place of the base. Eight independent chains
     * hide the latency of compare and blend; a NaN is passed over, and shows in the powers.
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
            FloatVector v = FloatVector.fromArray(F, scores, p);
            a0 = a0.blend(v, v.compare(VectorOperators.GT, a0));
            v = FloatVector.fromArray(F, scores, p + LANES);
            b0 = b0.blend(v, v.compare(VectorOperators.GT, b0));
            v = FloatVector.fromArray(F, scores, p + QUERIES);
            a1 = a1.blend(v, v.compare(VectorOperators.GT, a1));
            v = FloatVector.fromArray(F, scores, p + QUERIES + LANES);
            b1 = b1.blend(v, v.compare(VectorOperators.GT, b1));
            v = FloatVector.fromArray(F, scores, p + 2 * QUERIES);
            a2 = a2.blend(v, v.compare(VectorOperators.GT, a2));
            v = FloatVector.fromArray(F, scores, p + 2 * QUERIES + LANES);
            b2 = b2.blend(v, v.compare(VectorOperators.GT, b2));
            v = FloatVector.fromArray(F, scores, p + 3 * QUERIES);
            a3 = a3.blend(v, v.compare(VectorOperators.GT, a3));
            v = FloatVector.fromArray(F, scores, p + 3 * QUERIES + LANES);
            b3 = b3.blend(v, v.compare(VectorOperators.GT, b3));
        }
        for (; p < n * QUERIES; p += QUERIES) {
            FloatVector v = FloatVector.fromArray(F, scores, p);
            a0 = a0.blend(v, v.compare(VectorOperators.GT, a0));
            v = FloatVector.fromArray(F, scores, p + LANES);
            b0 = b0.blend(v, v.compare(VectorOperators.GT, b0));
        }
        a0 = a0.blend(a1, a1.compare(VectorOperators.GT, a0));
        a2 = a2.blend(a3, a3.compare(VectorOperators.GT, a2));
        b0 = b0.blend(b1, b1.compare(VectorOperators.GT, b0));
        b2 = b2.blend(b3, b3.compare(VectorOperators.GT, b2));
        a0.blend(a2, a2.compare(VectorOperators.GT, a0)).intoArray(stats, BASE);
        b0.blend(b2, b2.compare(VectorOperators.GT, b0)).intoArray(stats, BASE + LANES);
    }

    /** Multiplies row i of {@code out} by the factor of query i. */
    static void rescale(float[] out, int rows, int size, float[] stats) {
        for (int i = 0; i < rows; i++) {
            RowMath.scale(out, i * size, stats[FACTOR + i], out, i * size, size);
        }
    }

    /**
     * Turns the statistics to the log of the sum (natural, -inf where no key is seen), and 1 / sum,
     * or 0.
     */
    static void end(float[] stats) {
        for (int i = 0; i < QUERIES; i++) {
            float sum = stats[SUM + i];
            stats[i] = (float) (stats[i] * Math.log(2) + Math.log(sum));
            stats[SUM + i] = sum == 0 ? 0 : 1 / sum;
        }
    }

    /** Statistics for the backward pass: the log of the sum of each query, and delta. */
    static void set(float[] stats, int query, float log, float delta) {
        stats[BASE + query] = log * Exp2.LOG2_E;
        stats[query] = delta;
    }

    /**
     * Raw scores to {@code P = 2^(score - log2 sum)}, and {@code dP} to {@code dS = P (dP -
     * delta)}.
     */
    static void gradient(float[] scores, float[] grads, int n, float[] stats) {
        Exp2.run(scores, 0, scores, 0, n * QUERIES, 1, stats, BASE, SUM);
        FloatVector delta0 = FloatVector.fromArray(F, stats, 0);
        FloatVector delta1 = FloatVector.fromArray(F, stats, LANES);
        for (int p = 0; p < n * QUERIES; p += QUERIES) {
            FloatVector d0 = FloatVector.fromArray(F, grads, p).sub(delta0);
            FloatVector d1 = FloatVector.fromArray(F, grads, p + LANES).sub(delta1);
            d0.mul(FloatVector.fromArray(F, scores, p)).intoArray(grads, p);
            d1.mul(FloatVector.fromArray(F, scores, p + LANES)).intoArray(grads, p + LANES);
        }
    }
}
