package braid.tests.op.rig;

import braid.tensor.DType;

/**
 * How far a result may lie from the exact one; the one place where this is decided. A number {@code
 * y} of magnitude {@code m = max(|exact|, floor)} may err by
 *
 * <pre>{@code
 * u(type) m + (ROUNDINGS + terms) u(arithmetic) m
 * }</pre>
 *
 * where {@code u} is half the distance from 1 to the next number. The first part is the rounding of
 * the result to its type. The second is the arithmetic, in F64 for F64 and in F32 for all others:
 * {@link #ROUNDINGS} for the function itself, and one for each term of a sum (partial sums of n
 * terms of magnitude 1 reach sqrt(n), and n roundings of them add up as sqrt(n) again). Integers
 * are exact.
 *
 * @param type of the result
 * @param terms length of the longest sum, 0 for none
 * @param floor magnitude of what was added, where the result can be smaller by cancellation
 */
public record Tolerance(DType type, double terms, double floor) {

    /** Roundings of a function in float arithmetic: 8 units in the last place. */
    private static final int ROUNDINGS = 16;

    /** Half the distance from 1 to the next number. */
    private static double unit(DType type) {
        return switch (type) {
            case F32 -> 0x1p-24;
            case F64 -> 0x1p-53;
            case BF16 -> 0x1p-8;
            case F16 -> 0x1p-11;
            case I32, I64, U8 -> 0;
        };
    }

    /** Below it numbers lose digits, and kernels may take them for 0. */
    private static double smallest(DType type) {
        return switch (type) {
            case F32, BF16 -> Float.MIN_NORMAL;
            case F64 -> Double.MIN_NORMAL;
            case F16 -> 0x1p-25;
            case I32, I64, U8 -> 0;
        };
    }

    /** Whether a result is near enough; NaN only for NaN, infinity only for what rounds to it. */
    public boolean accepts(double actual, double exact) {
        if (!Double.isFinite(actual) || Math.abs(exact) >= Float.MAX_VALUE / 2) {
            double rounded = Host.round(type, exact);
            if (actual == rounded || Double.isNaN(actual) && Double.isNaN(rounded)) {
                return true;
            }
            if (!Double.isFinite(actual) || !Double.isFinite(rounded)) {
                return false;
            }
        }
        if (!type.isFloating()) {
            return actual == Host.round(type, exact);
        }
        double arithmetic = unit(type == DType.F64 ? DType.F64 : DType.F32);
        double error = unit(type) + (ROUNDINGS + terms) * arithmetic;
        double magnitude = Math.max(Math.abs(exact), floor);
        return Math.abs(actual - exact) <= error * magnitude + smallest(type);
    }
}
