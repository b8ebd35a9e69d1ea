package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import jdk.incubator.vector.FloatVector;

import org.junit.jupiter.api.Test;

import java.util.function.DoubleUnaryOperator;

/** Every function against double precision, over floats of every exponent and both signs. */
final class VectorMathTest {

    /** A prime step through the bit patterns of the positive floats: 42 thousand of them. */
    private static final int STEP = 50_021;

    private static final int INFINITY_BITS = 0x7F80_0000;

    @FunctionalInterface
    private interface VectorFunction {
        FloatVector of(FloatVector x);
    }

    @Test
    void exp() {
        require(VectorMath::exp, Math::exp, 1.1);
    }

    @Test
    void expOfNegative() {
        require(
                x -> VectorMath.expOfNegative(x.abs().neg()),
                x -> Math.exp(-Math.abs(x)),
                1.1,
                1.5 * Float.MIN_NORMAL);
    }

    @Test
    void log() {
        require(VectorMath::log, Math::log, 0.9);
    }

    @Test
    void sigmoid() {
        require(
                VectorMath::sigmoid,
                x -> x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)),
                2.4,
                1.5 * Float.MIN_NORMAL);
    }

    @Test
    void tanh() {
        require(VectorMath::tanh, Math::tanh, 2.5);
    }

    @Test
    void normalCdf() {
        for (float x = -9; x <= 9; x += 0.01f) {
            double exact = 0.5 * (1 + Erf.value(x / Math.sqrt(2)));
            assertThat((double) at(VectorMathTest::cdf, x)).isCloseTo(exact, within(1e-7));
        }
        assertThat(at(VectorMathTest::cdf, Float.NEGATIVE_INFINITY)).isZero();
        assertThat(at(VectorMathTest::cdf, Float.POSITIVE_INFINITY)).isOne();
        assertThat(at(VectorMathTest::cdf, Float.NaN)).isNaN();
        // The lower tail keeps its relative accuracy, where 1 + erf would cancel to nothing.
        assertThat((double) at(VectorMathTest::cdf, -5f))
                .isCloseTo(2.866515719e-7, withinPercentage(1e-3));
    }

    private static FloatVector cdf(FloatVector x) {
        return VectorMath.normalCdf(x, VectorMath.expOfNegative(x.mul(x).mul(-0.5f)));
    }

    private static void require(VectorFunction f, DoubleUnaryOperator exact, double ulps) {
        require(f, exact, ulps, 0);
    }

    /**
     * @param flushed magnitude below which 0 is right too
     */
    private static void require(
            VectorFunction f, DoubleUnaryOperator exact, double ulps, double flushed) {
        for (float special :
                new float[] {
                    0f,
                    -0f,
                    1f,
                    -1f,
                    Float.MIN_VALUE,
                    -Float.MIN_VALUE,
                    Float.MAX_VALUE,
                    -Float.MAX_VALUE,
                    Float.POSITIVE_INFINITY,
                    Float.NEGATIVE_INFINITY,
                    Float.NaN,
                    88.7f,
                    88.73f,
                    -87.4f,
                    -103.9f,
                    -104.1f
                }) {
            requireClose(special, at(f, special), exact, ulps, flushed);
        }
        float[] x = new float[LANES];
        float[] y = new float[LANES];
        for (int bits = 1; bits < INFINITY_BITS - LANES * STEP; bits += LANES / 2 * STEP) {
            for (int i = 0; i < LANES; i++) {
                float magnitude = Float.intBitsToFloat(bits + i / 2 * STEP);
                x[i] = i % 2 == 0 ? magnitude : -magnitude;
            }
            f.of(FloatVector.fromArray(F, x, 0)).intoArray(y, 0);
            for (int i = 0; i < LANES; i++) {
                requireClose(x[i], y[i], exact, ulps, flushed);
            }
        }
    }

    private static float at(VectorFunction f, float x) {
        return f.of(FloatVector.broadcast(F, x)).lane(LANES - 1);
    }

    private static void requireClose(
            float x, float y, DoubleUnaryOperator exact, double ulps, double flushed) {
        double e = exact.applyAsDouble(x);
        float rounded = (float) e;
        boolean close;
        if (Math.abs(e) < flushed) {
            close = y == 0 || Math.abs(y - e) <= ulps * Math.ulp(rounded);
        } else if (Float.isNaN(rounded) || Float.isInfinite(rounded) || rounded == 0) {
            close = Float.compare(rounded, y) == 0;
        } else {
            close = Math.abs(y - e) <= ulps * Math.ulp(rounded);
        }
        if (!close) {
            throw new AssertionError("f(" + x + ") = " + y + ", exactly " + e);
        }
    }
}
