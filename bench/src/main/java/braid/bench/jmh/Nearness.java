package braid.bench.jmh;

import braid.tensor.DType;
import braid.tensor.Tensor;

/**
 * How far a result may lie from the one in double precision, as in the cases of the module {@code
 * tests}: an element {@code y} by
 *
 * <pre>{@code
 * u(type) m + (16 + terms) u(arithmetic) m,    m = max(|y|, root mean square of all elements)
 * }</pre>
 *
 * where {@code u} is half the distance from 1 to the next number: the rounding of the result to its
 * type, 16 roundings for a function, and one for each term of a sum. The root mean square stands
 * for the size of what was added where it cancels. Integers are exact.
 */
final class Nearness {

    /** Of a function in float arithmetic: 8 units in the last place. */
    static final int ROUNDINGS = 16;

    private Nearness() {}

    /**
     * Compares.
     *
     * @param name for messages
     * @param actual on any device, in any type
     * @param exact the same in double precision, or of the same type
     * @param terms length of the longest sum
     * @throws IllegalStateException where a shape differs, or an element is not near enough, or is
     *     no number
     */
    static void require(String name, Tensor actual, Tensor exact, int terms) {
        if (!actual.shape().equals(exact.shape())) {
            throw new IllegalStateException(
                    name + ": shape " + actual.shape() + ", by the reference " + exact.shape());
        }
        double[] ours = actual.to(DType.F64).toDoubles();
        double[] wide = exact.to(DType.F64).toDoubles();
        double allowed = allowed(actual.dtype(), terms);
        double floor = rootMeanSquare(wide);
        for (int i = 0; i < ours.length; i++) {
            double size = Math.max(Math.abs(wide[i]), floor);
            if (!(Math.abs(ours[i] - wide[i]) <= allowed * size)) { // so that NaN does not pass
                throw new IllegalStateException(
                        "%s: element %d of %s is %s, by the reference %s: %.1e apart, allowed %.1e"
                                .formatted(
                                        name,
                                        i,
                                        actual.shape(),
                                        ours[i],
                                        wide[i],
                                        Math.abs(ours[i] - wide[i]),
                                        allowed * size));
            }
        }
    }

    private static double allowed(DType type, int terms) {
        if (!type.isFloating()) {
            return 0;
        }
        double arithmetic = unit(type == DType.F64 ? DType.F64 : DType.F32);
        return unit(type) + (ROUNDINGS + terms) * arithmetic;
    }

    private static double unit(DType type) {
        return switch (type) {
            case F32 -> 0x1p-24;
            case F64 -> 0x1p-53;
            case BF16 -> 0x1p-8;
            case F16 -> 0x1p-11;
            case I32, I64, U8 -> 0;
        };
    }

    private static double rootMeanSquare(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * v;
        }
        return Math.sqrt(sum / Math.max(1, x.length));
    }
}
