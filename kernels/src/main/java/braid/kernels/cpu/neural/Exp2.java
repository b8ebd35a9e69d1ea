package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.Kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Powers of two of numbers that are at most a little above 0, as after the maximum was subtracted:
 * with base 2 the argument reduction is one subtraction, and without overflow one scaling suffices.
 *
 * <p>The loops are written out. C2 inlines the vector operations anywhere, but a method of ours
 * only while the caller is below 18,000 nodes, which is some eighty vector operations; one that is
 * not inlined gets and gives its vectors as objects on the heap.
 */
final class Exp2 {

    /** Lanes of the two vectors that the loop takes at a time; shifts and sums have as many. */
    static final int PAIR = 2 * LANES;

    /** {@code log2 e}: {@code e^x = 2^(x LOG2_E)}. */
    static final float LOG2_E = 1.44269504f;

    /**
     * 1.5 · 2^23 + 127. Adding it rounds to an integer n and leaves {@code n + 127}, a binary
     * exponent, in the low bits.
     */
    private static final float ROUND = 12_582_912f + 127;

    /** The smallest exponent of a normal number. */
    private static final float LOWEST = -126;

    /**
     * A polynomial for {@code 2^r} in [-0.5, 0.5] with C0 = 1: a minimax fit, relative error 9e-8.
     */
    private static final float C1 = 6.9314700e-1f;

    private static final float C2 = 2.4022242e-1f;
    private static final float C3 = 5.5507336e-2f;
    private static final float C4 = 9.6715130e-3f;
    private static final float C5 = 1.3264726e-3f;

    private Exp2() {}

    /**
     * {@code 2^x}, within 2 units in the last place for x in [-126, 64]; 0 below (infinity
     * included), where the result would be subnormal; NaN stays NaN. For places that are not hot.
     */
    static FloatVector of(FloatVector x) {
        FloatVector rounded = x.add(ROUND);
        FloatVector r = x.sub(rounded.sub(ROUND)); // [-0.5, 0.5]
        FloatVector p = FloatVector.broadcast(F, C5);
        p = p.fma(r, FloatVector.broadcast(F, C4));
        p = p.fma(r, FloatVector.broadcast(F, C3));
        p = p.fma(r, FloatVector.broadcast(F, C2));
        p = p.fma(r, FloatVector.broadcast(F, C1));
        p = p.fma(r, FloatVector.broadcast(F, 1f));
        FloatVector power =
                rounded.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHL, 23)
                        .reinterpretAsFloats();
        return p.mul(power).blend(0f, x.compare(VectorOperators.LT, LOWEST));
    }

    /**
     * Writes {@code 2^((x - shift) factor)}, as {@link #of}, and adds it to sums.
     *
     * @param x {@code n} numbers from {@code at}
     * @param y receives the powers, from {@code to}; may be x
     * @param stats from {@code shifts}, {@link #PAIR} shifts: number i is shifted by shift {@code i
     *     mod PAIR}; from {@code sums}, as many sums likewise
     */
    @Kernel
    static void run(
            float[] x,
            int at,
            float[] y,
            int to,
            int n,
            float factor,
            float[] stats,
            int shifts,
            int sums) {
        FloatVector one = FloatVector.broadcast(F, 1f);
        FloatVector c1 = FloatVector.broadcast(F, C1);
        FloatVector c2 = FloatVector.broadcast(F, C2);
        FloatVector c3 = FloatVector.broadcast(F, C3);
        FloatVector c4 = FloatVector.broadcast(F, C4);
        FloatVector c5 = FloatVector.broadcast(F, C5);
        FloatVector shift0 = FloatVector.fromArray(F, stats, shifts);
        FloatVector shift1 = FloatVector.fromArray(F, stats, shifts + LANES);
        FloatVector sum0 = FloatVector.fromArray(F, stats, sums);
        FloatVector sum1 = FloatVector.fromArray(F, stats, sums + LANES);
        int i = 0;
        for (; i <= n - PAIR; i += PAIR) {
            FloatVector t0 = FloatVector.fromArray(F, x, at + i).sub(shift0).mul(factor);
            FloatVector t1 = FloatVector.fromArray(F, x, at + i + LANES).sub(shift1).mul(factor);
            FloatVector rounded0 = t0.add(ROUND);
            FloatVector rounded1 = t1.add(ROUND);
            FloatVector r0 = t0.sub(rounded0.sub(ROUND));
            FloatVector r1 = t1.sub(rounded1.sub(ROUND));
            FloatVector p0 = c5.fma(r0, c4).fma(r0, c3).fma(r0, c2).fma(r0, c1).fma(r0, one);
            FloatVector p1 = c5.fma(r1, c4).fma(r1, c3).fma(r1, c2).fma(r1, c1).fma(r1, one);
            FloatVector power0 =
                    rounded0.reinterpretAsInts()
                            .lanewise(VectorOperators.LSHL, 23)
                            .reinterpretAsFloats();
            FloatVector power1 =
                    rounded1.reinterpretAsInts()
                            .lanewise(VectorOperators.LSHL, 23)
                            .reinterpretAsFloats();
            p0 = p0.mul(power0).blend(0f, t0.compare(VectorOperators.LT, LOWEST));
            p1 = p1.mul(power1).blend(0f, t1.compare(VectorOperators.LT, LOWEST));
            p0.intoArray(y, to + i);
            p1.intoArray(y, to + i + LANES);
            sum0 = sum0.add(p0);
            sum1 = sum1.add(p1);
        }
        sum0.intoArray(stats, sums);
        sum1.intoArray(stats, sums + LANES);
        for (int lane = 0; i < n; i += LANES, lane += LANES) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector t = FloatVector.fromArray(F, x, at + i, in);
            FloatVector p = of(t.sub(FloatVector.fromArray(F, stats, shifts + lane)).mul(factor));
            p.intoArray(y, to + i, in);
            FloatVector sum = FloatVector.fromArray(F, stats, sums + lane);
            sum.blend(sum.add(p), in).intoArray(stats, sums + lane);
        }
    }
}
