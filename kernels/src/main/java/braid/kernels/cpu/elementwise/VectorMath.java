package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Transcendental functions on vectors of floats: argument reduction and a polynomial (Muller 2016,
 * "Elementary Functions", chapters 3 and 11; coefficients are weighted minimax fits). Largest
 * errors over all floats, in units in the last place: exp 1.0, log 0.8, sigmoid 2.3, tanh 2.4.
 * Infinities, NaN, signed zeros, overflow and, unless said otherwise, subnormals as in {@link
 * Math}.
 *
 * <p>Every method is one expression without branches, small enough that the compiler inlines it
 * into the kernel's loop; one that is not inlined allocates a vector object an operation.
 */
public final class VectorMath {

    private static final float LOG2_E = 1.44269504088896341f;

    /** ln 2 in two parts: the first has so few bits that its product with an exponent is exact. */
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;

    /** Adding 1.5 · 2^23 rounds to an integer and leaves it in the low bits. */
    private static final float ROUND = 12_582_912f;

    private static final int BIAS = 127;
    private static final int MANTISSA_BITS = 23;

    /** Above this {@code exp} is infinite, below the other one it is 0. */
    private static final float EXP_HIGHEST = 89f;

    private static final float EXP_LOWEST = -104f;

    /** Rounds to the power 2^-127, whose pattern is that of 0. */
    private static final float EXP_ZERO = -88f;

    /** Beyond this the hyperbolic tangent is 1. */
    private static final float TANH_HIGHEST = 10f;

    private static final int SIGN = 0x8000_0000;
    private static final int SQRT_HALF_BITS = 0x3F35_04F3;
    private static final int MANTISSA = 0x007F_FFFF;

    private VectorMath() {}

    /** {@code e^x = 2^n e^r}, {@code |r| <= ln(2) / 2}. */
    public static FloatVector exp(FloatVector x) {
        FloatVector c = x.blend(EXP_HIGHEST, x.compare(VectorOperators.GT, EXP_HIGHEST));
        c = c.blend(EXP_LOWEST, c.compare(VectorOperators.LT, EXP_LOWEST));
        FloatVector t = c.fma(splat(LOG2_E), splat(ROUND + 2 * BIAS));
        FloatVector r = reduce(c, t.sub(ROUND + 2 * BIAS));
        FloatVector p = expm1(r).add(1f);
        // 2^n in two factors, which reach subnormals and infinity; t's low bits are n + 2 · 127.
        IntVector k = t.reinterpretAsInts();
        IntVector half = k.lanewise(VectorOperators.ASHR, 1);
        return p.mul(powerOfTwo(half)).mul(powerOfTwo(k.sub(half)));
    }

    /**
     * {@code e^x} for {@code x <= 0}, in fewer operations than {@link #exp}: results that are no
     * normal numbers, below 1.2e-38, are 0.
     */
    public static FloatVector expOfNegative(FloatVector x) {
        FloatVector c = x.blend(EXP_ZERO, x.compare(VectorOperators.LT, EXP_ZERO));
        FloatVector t = c.fma(splat(LOG2_E), splat(ROUND + BIAS));
        FloatVector p = expm1(reduce(c, t.sub(ROUND + BIAS))).add(1f);
        return p.mul(powerOfTwo(t.reinterpretAsInts()));
    }

    /** {@code x - n ln(2)}. */
    private static FloatVector reduce(FloatVector x, FloatVector n) {
        return n.fma(splat(-LN2_LOW), n.fma(splat(-LN2_HIGH), x));
    }

    /** {@code e^r - 1} for {@code |r| <= ln(2) / 2}. */
    private static FloatVector expm1(FloatVector r) {
        FloatVector p = splat(1.38824596e-3f);
        p = p.fma(r, splat(8.36684648e-3f));
        p = p.fma(r, splat(4.16672118e-2f));
        p = p.fma(r, splat(1.66665405e-1f));
        p = p.fma(r, splat(4.9999997e-1f));
        return p.fma(r.mul(r), r);
    }

    /** {@code 2^k} from {@code k + 127} in the low bits. */
    private static FloatVector powerOfTwo(IntVector biased) {
        return biased.lanewise(VectorOperators.LSHL, MANTISSA_BITS).reinterpretAsFloats();
    }

    /** Natural logarithm: {@code log(2^e (1 + f)) = e ln(2) + log(1 + f)}, {@code 1 + f} near 1. */
    public static FloatVector log(FloatVector x) {
        VectorMask<Float> tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(0x1p23f), tiny).reinterpretAsInts().sub(SQRT_HALF_BITS);
        IntVector exponent = bits.lanewise(VectorOperators.ASHR, MANTISSA_BITS);
        FloatVector e = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
        e = e.blend(e.sub(MANTISSA_BITS), tiny);
        FloatVector f = bits.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
        FloatVector p = splat(-7.63438866e-2f);
        p = p.fma(f, splat(1.27654284e-1f));
        p = p.fma(f, splat(-1.31620035e-1f));
        p = p.fma(f, splat(1.42013684e-1f));
        p = p.fma(f, splat(-1.66231439e-1f));
        p = p.fma(f, splat(2.00012356e-1f));
        p = p.fma(f, splat(-2.50008255e-1f));
        p = p.fma(f, splat(3.33333313e-1f));
        FloatVector square = f.mul(f);
        FloatVector y = e.fma(splat(LN2_LOW), p.mul(f.mul(square)));
        y = e.fma(splat(LN2_HIGH), f.add(square.fma(splat(-0.5f), y)));
        y = y.blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
        y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
        return y.blend(Float.NaN, x.compare(VectorOperators.GE, 0f).not());
    }

    /**
     * {@code 1 / (1 + e^-x)}, for negative x {@code e^x / (1 + e^x)}, which does not overflow.
     * Results below 1.2e-38 are 0.
     */
    public static FloatVector sigmoid(FloatVector x) {
        FloatVector e = expOfNegative(x.abs().neg());
        FloatVector top = splat(1f).blend(e, x.compare(VectorOperators.LT, 0f));
        return top.div(e.add(1f));
    }

    /** Hyperbolic tangent {@code m / (m + 2)}, {@code m = e^(2 |x|) - 1}, with the sign of x. */
    public static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(TANH_HIGHEST, a.compare(VectorOperators.GT, TANH_HIGHEST));
        FloatVector t = a.fma(splat(2 * LOG2_E), splat(ROUND + BIAS));
        FloatVector r = reduce(a.add(a), t.sub(ROUND + BIAS));
        FloatVector scale = powerOfTwo(t.reinterpretAsInts());
        FloatVector m = expm1(r).fma(scale, scale.sub(1f));
        return withSign(m.div(m.add(2f)), x);
    }

    /**
     * Distribution function of the standard normal, {@code (1 + erf(x / sqrt 2)) / 2}: its tail is
     * {@code bell t p(t)}, {@code t = 1 / (1 + 0.34 |x|)} (Hastings 1955; Abramowitz and Stegun
     * 1964, 26.2.17, with a longer polynomial). Absolute error below 1e-7; the lower tail is within
     * 1e-5 of itself down to -9.
     *
     * @param bell {@code e^(-x^2 / 2)}, which callers need for the density as well
     */
    public static FloatVector normalCdf(FloatVector x, FloatVector bell) {
        FloatVector t = splat(1f).div(x.abs().fma(splat(0.34f), splat(1f)));
        FloatVector p = splat(4.50206511e-2f);
        p = p.fma(t, splat(-2.01376855e-1f));
        p = p.fma(t, splat(2.65644938e-1f));
        p = p.fma(t, splat(-3.22836824e-2f));
        p = p.fma(t, splat(1.57454431e-1f));
        p = p.fma(t, splat(1.29485399e-1f));
        p = p.fma(t, splat(1.36055142e-1f));
        FloatVector tail = p.mul(t).mul(bell);
        return splat(1f).sub(tail).blend(tail, x.compare(VectorOperators.LT, 0f));
    }

    private static FloatVector withSign(FloatVector magnitude, FloatVector of) {
        IntVector sign = of.reinterpretAsInts().and(SIGN);
        return magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    private static FloatVector splat(float value) {
        return FloatVector.broadcast(F, value);
    }
}
