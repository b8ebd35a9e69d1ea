package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Transcendental functions on vectors of floats, after the Cephes library (Moshier 1989): argument reduction
 * and a polynomial. Errors are within 2 units in the last place; infinities, NaN and subnormals as in {@link
 * Math}.
 */
public final class VectorMath {

    private static final float LOG2_E = 1.44269504088896341f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    /** Adding 1.5 · 2^23 rounds to an integer and leaves it in the low bits. */
    private static final float ROUND = 12_582_912f;

    private static final float EXP_HIGHEST = 89f;
    private static final float EXP_LOWEST = -104f;

    private VectorMath() {}

    /** {@code e^x}. */
    public static FloatVector exp(FloatVector x) {
        FloatVector c = x.blend(EXP_HIGHEST, x.compare(VectorOperators.GT, EXP_HIGHEST));
        c = c.blend(EXP_LOWEST, c.compare(VectorOperators.LT, EXP_LOWEST));
        FloatVector t = c.mul(LOG2_E).add(ROUND);
        IntVector k = t.reinterpretAsInts().sub(Float.floatToRawIntBits(ROUND));
        FloatVector n = t.sub(ROUND);
        FloatVector minusN = n.neg();
        FloatVector r = minusN.fma(broadcast(LN2_HIGH), c);
        r = minusN.fma(broadcast(LN2_LOW), r);
        FloatVector p = broadcast(1.9875691500e-4f);
        p = p.fma(r, broadcast(1.3981999507e-3f));
        p = p.fma(r, broadcast(8.3334519073e-3f));
        p = p.fma(r, broadcast(4.1665795894e-2f));
        p = p.fma(r, broadcast(1.6666665459e-1f));
        p = p.fma(r, broadcast(5.0000001201e-1f));
        p = p.fma(r.mul(r), r.add(1f));
        // Two steps of scaling reach subnormals and overflow to infinity.
        IntVector half = k.lanewise(VectorOperators.ASHR, 1);
        return p.mul(powerOfTwo(half)).mul(powerOfTwo(k.sub(half)));
    }

    private static FloatVector powerOfTwo(IntVector k) {
        return k.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    /** Natural logarithm. */
    public static FloatVector log(FloatVector x) {
        VectorMask<Float> tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        FloatVector scaled = x.mul(0x1p23f, tiny);
        IntVector bits = scaled.reinterpretAsInts();
        IntVector k = bits.lanewise(VectorOperators.LSHR, 23).sub(126);
        FloatVector e = (FloatVector) k.convert(VectorOperators.I2F, 0);
        e = e.sub(23f, tiny);
        FloatVector m =
                bits.and(0x007FFFFF).or(0x3F000000).reinterpretAsFloats(); // [0.5, 1)
        VectorMask<Float> low = m.compare(VectorOperators.LT, 0.707106781186547524f);
        e = e.sub(1f, low);
        m = m.add(m, low).sub(1f);
        FloatVector z = m.mul(m);
        FloatVector p = broadcast(7.0376836292e-2f);
        p = p.fma(m, broadcast(-1.1514610310e-1f));
        p = p.fma(m, broadcast(1.1676998740e-1f));
        p = p.fma(m, broadcast(-1.2420140846e-1f));
        p = p.fma(m, broadcast(1.4249322787e-1f));
        p = p.fma(m, broadcast(-1.6668057665e-1f));
        p = p.fma(m, broadcast(2.0000714765e-1f));
        p = p.fma(m, broadcast(-2.4999993993e-1f));
        p = p.fma(m, broadcast(3.3333331174e-1f));
        FloatVector y = p.mul(m).mul(z);
        y = e.fma(broadcast(LN2_LOW), y);
        y = z.fma(broadcast(-0.5f), y);
        FloatVector result = e.fma(broadcast(LN2_HIGH), m.add(y));
        result =
                result.blend(
                        Float.POSITIVE_INFINITY,
                        x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
        result =
                result.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
        return result.blend(Float.NaN, x.compare(VectorOperators.GE, 0f).not());
    }

    /** {@code 1 / (1 + e^-x)}. */
    public static FloatVector sigmoid(FloatVector x) {
        return broadcast(1f).div(exp(x.neg()).add(1f));
    }

    /** Hyperbolic tangent. */
    public static FloatVector tanh(FloatVector x) {
        FloatVector z = x.mul(x);
        FloatVector p = broadcast(-5.70498872745e-3f);
        p = p.fma(z, broadcast(2.06390887954e-2f));
        p = p.fma(z, broadcast(-5.37397155531e-2f));
        p = p.fma(z, broadcast(1.33314422036e-1f));
        p = p.fma(z, broadcast(-3.33332819422e-1f));
        FloatVector near = p.mul(z).fma(x, x);
        FloatVector a = x.abs();
        FloatVector far = broadcast(1f).sub(broadcast(2f).div(exp(a.add(a)).add(1f)));
        far = far.blend(far.neg(), x.compare(VectorOperators.LT, 0f));
        return far.blend(near, a.compare(VectorOperators.LT, 0.625f));
    }

    /** Error function; absolute error below 2e-7 (Abramowitz and Stegun 1964, 7.1.26). */
    public static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector t = broadcast(1f).div(a.fma(broadcast(0.3275911f), broadcast(1f)));
        FloatVector p = broadcast(1.061405429f);
        p = p.fma(t, broadcast(-1.453152027f));
        p = p.fma(t, broadcast(1.421413741f));
        p = p.fma(t, broadcast(-0.284496736f));
        p = p.fma(t, broadcast(0.254829592f));
        FloatVector y = broadcast(1f).sub(p.mul(t).mul(exp(a.mul(a).neg())));
        return y.blend(y.neg(), x.compare(VectorOperators.LT, 0f));
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(F, value);
    }
}
