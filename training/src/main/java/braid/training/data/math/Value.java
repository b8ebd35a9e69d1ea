package braid.training.data.math;

import org.apache.commons.math3.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/**
 * A number: exact if it came from whole numbers, decimals and fractions, a double once a root or π
 * is in it.
 *
 * @param exact null if the number is not known exactly
 * @param approximate the nearest double; NaN or infinite where an operation had no result
 */
record Value(@Nullable BigFraction exact, double approximate) {

    /** Rounding of a few operations in doubles, relative. */
    private static final double ROUNDING = 1e-10;

    /** Powers with more bits are not computed exactly. */
    private static final int MOST_BITS = 20_000;

    static final Value UNDEFINED = new Value(null, Double.NaN);
    static final Value PI = new Value(null, Math.PI);

    static Value of(BigFraction exact) {
        return new Value(exact, exact.doubleValue());
    }

    Value add(Value that) {
        return exact != null && that.exact != null
                ? of(exact.add(that.exact))
                : new Value(null, approximate + that.approximate);
    }

    Value negate() {
        return new Value(exact == null ? null : exact.negate(), -approximate);
    }

    Value multiply(Value that) {
        return exact != null && that.exact != null
                ? of(exact.multiply(that.exact))
                : new Value(null, approximate * that.approximate);
    }

    Value divide(Value that) {
        if (that.approximate == 0) {
            return UNDEFINED;
        }
        return exact != null && that.exact != null && that.exact.getNumerator().signum() != 0
                ? of(exact.divide(that.exact))
                : new Value(null, approximate / that.approximate);
    }

    /** Exact for whole exponents, unless it became too long. */
    Value power(Value exponent) {
        if (exact != null && exponent.isWholeWithin(MOST_BITS)) {
            int n = (int) exponent.approximate;
            boolean zero = exact.getNumerator().signum() == 0;
            if (bits(exact) * Math.abs((long) n) <= MOST_BITS && !(zero && n <= 0)) {
                return of(exact.pow(n));
            }
        }
        return new Value(null, Math.pow(approximate, exponent.approximate));
    }

    /** The root; exact for square roots of squares. */
    Value root(Value degree) {
        if (exact != null && degree.approximate == 2 && exact.getNumerator().signum() >= 0) {
            BigInteger top = exact.getNumerator().sqrt();
            BigInteger bottom = exact.getDenominator().sqrt();
            BigFraction root = new BigFraction(top, bottom);
            if (root.multiply(root).equals(exact)) {
                return of(root);
            }
        }
        return new Value(
                null,
                degree.approximate == 2
                        ? Math.sqrt(approximate)
                        : degree.approximate == 3
                                ? Math.cbrt(approximate)
                                : Math.pow(approximate, 1 / degree.approximate));
    }

    boolean isWhole() {
        return exact != null && exact.getDenominator().equals(BigInteger.ONE);
    }

    private boolean isWholeWithin(int most) {
        return isWhole() && Math.abs(approximate) <= most;
    }

    /** Of fractions in lowest terms; {@code BigFraction.equals} would reduce them again. */
    private static boolean isSame(BigFraction x, BigFraction y) {
        return x.getNumerator().equals(y.getNumerator())
                && x.getDenominator().equals(y.getDenominator());
    }

    private static long bits(BigFraction x) {
        return Math.max(x.getNumerator().bitLength(), x.getDenominator().bitLength());
    }

    /**
     * Whether two numbers are one: exactly where both are known exactly, else but for rounding.
     *
     * @param tolerance relative difference that is allowed besides; 0 for none
     */
    boolean same(Value that, double tolerance) {
        if (exact != null && that.exact != null && isSame(exact, that.exact)) {
            return true;
        }
        double allowed =
                exact != null && that.exact != null ? tolerance : Math.max(tolerance, ROUNDING);
        double scale = Math.max(Math.abs(approximate), Math.abs(that.approximate));
        return allowed > 0
                && Double.isFinite(scale)
                && Math.abs(approximate - that.approximate) <= allowed * scale;
    }
}
