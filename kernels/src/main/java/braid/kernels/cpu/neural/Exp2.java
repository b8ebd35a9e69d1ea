package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code 2^x} for x that is at most a little above 0, as after the maximum was subtracted: with
 * base 2 the argument reduction is one subtraction, and without overflow one scaling suffices.
 */
final class Exp2 {

    /** {@code log2 e}: {@code e^x = 2^(x LOG2_E)}. */
    static final float LOG2_E = 1.44269504f;

    /** {@code ln 2}. */
    static final float LN_2 = 0.69314718f;

    /** 1.5 · 2^23: the low bits of a sum with it are an integer. */
    private static final float INTEGER = 12_582_912f;

    private static final int INTEGER_BITS = Float.floatToRawIntBits(INTEGER);

    /**
     * Adding it rounds to an integer n and leaves {@code n + 127}, a binary exponent, in the low
     * bits.
     */
    private static final float ROUND = INTEGER + 127;

    /** The smallest exponent of a normal number. */
    private static final float LOWEST = -126;

    private static final int SQRT_HALF_BITS = 0x3F35_04F3;
    private static final int MANTISSA = 0x007F_FFFF;

    private Exp2() {}

    /**
     * {@code 2^x}, within 2 units in the last place for x in [-126, 64]; 0 below (infinity
     * included), where the result would be subnormal; NaN stays NaN.
     */
    static FloatVector of(FloatVector x) {
        FloatVector rounded = x.add(ROUND);
        FloatVector r = x.sub(rounded.sub(ROUND)); // [-0.5, 0.5]
        FloatVector p = FloatVector.broadcast(F, 1.3264726e-3f);
        p = p.fma(r, FloatVector.broadcast(F, 9.6715130e-3f));
        p = p.fma(r, FloatVector.broadcast(F, 5.5507336e-2f));
        p = p.fma(r, FloatVector.broadcast(F, 2.4022242e-1f));
        p = p.fma(r, FloatVector.broadcast(F, 6.9314700e-1f));
        p = p.fma(r, FloatVector.broadcast(F, 1f));
        FloatVector power =
                rounded.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHL, 23)
                        .reinterpretAsFloats();
        return p.mul(power).blend(0f, x.compare(VectorOperators.LT, LOWEST));
    }

    /**
     * {@code log2 x} for a sum of powers whose largest is 1, so x is 0 or at least 1; -inf for 0,
     * NaN for NaN.
     */
    static FloatVector log2(FloatVector x) {
        IntVector bits = x.reinterpretAsInts().sub(SQRT_HALF_BITS);
        // An integer in the low bits of a large float, less that float, is the integer as a float.
        FloatVector e =
                bits.lanewise(VectorOperators.ASHR, 23)
                        .add(INTEGER_BITS)
                        .reinterpretAsFloats()
                        .sub(INTEGER);
        FloatVector f = bits.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
        FloatVector p = FloatVector.broadcast(F, -7.63438866e-2f);
        p = p.fma(f, FloatVector.broadcast(F, 1.27654284e-1f));
        p = p.fma(f, FloatVector.broadcast(F, -1.31620035e-1f));
        p = p.fma(f, FloatVector.broadcast(F, 1.42013684e-1f));
        p = p.fma(f, FloatVector.broadcast(F, -1.66231439e-1f));
        p = p.fma(f, FloatVector.broadcast(F, 2.00012356e-1f));
        p = p.fma(f, FloatVector.broadcast(F, -2.50008255e-1f));
        p = p.fma(f, FloatVector.broadcast(F, 3.33333313e-1f));
        p = p.fma(f, FloatVector.broadcast(F, -0.5f));
        FloatVector log = p.fma(f.mul(f), f).fma(FloatVector.broadcast(F, LOG2_E), e);
        // x - x carries a NaN over, of which the bits above know nothing.
        log = log.add(x.sub(x));
        return log.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
    }
}
