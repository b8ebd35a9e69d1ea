package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Vectors;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Loops over one row on vectors. Sums have a fixed order, two chains then lanes, whoever computes
 * them.
 */
final class RowMath {

    /** Elements of a row that go through several passes while they lie in the L1 cache: 4 KiB. */
    static final int CHUNK = 1024;

    /** Slots of {@link Scratch}. */
    private static final int POWERS = 13;

    private static final int STATS = 14;

    private RowMath() {}

    /** Largest element; a NaN is passed over, and shows in the sum of exponentials. */
    static float max(float[] x, int at, int n) {
        FloatVector m0 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector m1 = m0;
        FloatVector m2 = m0;
        FloatVector m3 = m0;
        int i = 0;
        for (; i <= n - 4 * LANES; i += 4 * LANES) {
            FloatVector v = FloatVector.fromArray(F, x, at + i);
            m0 = m0.blend(v, v.compare(VectorOperators.GT, m0));
            v = FloatVector.fromArray(F, x, at + i + LANES);
            m1 = m1.blend(v, v.compare(VectorOperators.GT, m1));
            v = FloatVector.fromArray(F, x, at + i + 2 * LANES);
            m2 = m2.blend(v, v.compare(VectorOperators.GT, m2));
            v = FloatVector.fromArray(F, x, at + i + 3 * LANES);
            m3 = m3.blend(v, v.compare(VectorOperators.GT, m3));
        }
        for (; i < n; i += LANES) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector v = FloatVector.fromArray(F, x, at + i, in);
            m0 = m0.blend(v, v.compare(VectorOperators.GT, m0).and(in));
        }
        m0 = m0.blend(m1, m1.compare(VectorOperators.GT, m0));
        m2 = m2.blend(m3, m3.compare(VectorOperators.GT, m2));
        return Vectors.max(m0.blend(m2, m2.compare(VectorOperators.GT, m0)));
    }

    /** {@code log sum e^x}. */
    static double logSum(float[] x, int at, int n) {
        float max = max(x, at, n);
        float[] stats = statistics(max);
        float[] powers = Scratch.floats(POWERS, CHUNK);
        for (int i = 0; i < n; i += CHUNK) {
            int m = Math.min(CHUNK, n - i);
            Exp2.run(x, at + i, powers, 0, m, Exp2.LOG2_E, stats, 0, Exp2.PAIR);
        }
        return max + Math.log(total(stats));
    }

    /**
     * Writes {@code e^(x - shift)}.
     *
     * @return their sum
     */
    static float exponentials(float[] x, int at, float[] y, int to, int n, float shift) {
        float[] stats = statistics(shift);
        Exp2.run(x, at, y, to, n, Exp2.LOG2_E, stats, 0, Exp2.PAIR);
        return total(stats);
    }

    /** Shifts and sums of a row for {@link Exp2#run}. */
    private static float[] statistics(float shift) {
        float[] stats = Scratch.floats(STATS, 2 * Exp2.PAIR);
        FloatVector.broadcast(F, shift).intoArray(stats, 0);
        FloatVector.broadcast(F, shift).intoArray(stats, LANES);
        FloatVector.zero(F).intoArray(stats, Exp2.PAIR);
        FloatVector.zero(F).intoArray(stats, Exp2.PAIR + LANES);
        return stats;
    }

    private static float total(float[] stats) {
        FloatVector first = FloatVector.fromArray(F, stats, Exp2.PAIR);
        return Vectors.sum(first.add(FloatVector.fromArray(F, stats, Exp2.PAIR + LANES)));
    }

    /** {@code y = (x - less) factor}. */
    static void affine(float[] x, int at, float less, float factor, float[] y, int to, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector.fromArray(F, x, at + i).sub(less).mul(factor).intoArray(y, to + i);
        }
        if (i < n) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector v = FloatVector.fromArray(F, x, at + i, in);
            v.sub(less).mul(factor).intoArray(y, to + i, in);
        }
    }

    /** Sum of products of two rows. */
    static float dot(float[] a, int ao, float[] b, int bo, int n) {
        FloatVector s = FloatVector.zero(F);
        FloatVector t = s;
        int i = 0;
        for (; i <= n - 2 * LANES; i += 2 * LANES) {
            s = FloatVector.fromArray(F, a, ao + i).fma(FloatVector.fromArray(F, b, bo + i), s);
            FloatVector x = FloatVector.fromArray(F, a, ao + i + LANES);
            t = x.fma(FloatVector.fromArray(F, b, bo + i + LANES), t);
        }
        if (i <= n - LANES) {
            s = FloatVector.fromArray(F, a, ao + i).fma(FloatVector.fromArray(F, b, bo + i), s);
            i += LANES;
        }
        if (i < n) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromArray(F, a, ao + i, in);
            s = x.fma(FloatVector.fromArray(F, b, bo + i, in), s);
        }
        return Vectors.sum(s.add(t));
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

    /** Sum of a row. */
    static float sum(float[] x, int at, int n) {
        FloatVector s = FloatVector.zero(F);
        FloatVector t = s;
        int i = 0;
        for (; i <= n - 2 * LANES; i += 2 * LANES) {
            s = s.add(FloatVector.fromArray(F, x, at + i));
            t = t.add(FloatVector.fromArray(F, x, at + i + LANES));
        }
        if (i <= n - LANES) {
            s = s.add(FloatVector.fromArray(F, x, at + i));
            i += LANES;
        }
        if (i < n) {
            t = t.add(FloatVector.fromArray(F, x, at + i, F.indexInRange(i, n)));
        }
        return Vectors.sum(s.add(t));
    }
}
