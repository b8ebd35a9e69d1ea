package braid.tests.op.rig;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.random.Random;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;

/**
 * Shape, type and numbers of one operand of an example.
 *
 * @param shape sizes of the axes
 * @param type a type of its own, or null for the type that is tested
 * @param constant whether it has no gradient, though it may be floating
 * @param source the numbers
 */
public record Operand(Shape shape, @Nullable DType type, boolean constant, Source source) {

    private static final int DIFFERENT = 1 << 16;

    /** By seed. To draw them again for every check took a tenth of the time of all cases. */
    private static final Map<Integer, double[]> NORMAL = new ConcurrentHashMap<>();

    /** The same numbers for the same seed. */
    @FunctionalInterface
    public interface Source {
        /**
         * @param n how many
         * @param seed differs between the operands of an example
         */
        double[] numbers(int n, int seed);
    }

    /** Standard normal numbers. */
    public static Operand normal(int... dims) {
        return new Operand(
                Shape.of(dims),
                null,
                false,
                (n, seed) -> repeated(n, NORMAL.computeIfAbsent(seed, Operand::gaussians)));
    }

    /** Uniform numbers of an interval. */
    public static Operand uniform(double low, double high, int... dims) {
        return new Operand(
                Shape.of(dims),
                null,
                false,
                (n, seed) -> {
                    Random random = Random.of(seed);
                    double[] first = new double[Math.min(n, DIFFERENT)];
                    Arrays.setAll(first, i -> low + (high - low) * random.nextFloat());
                    return repeated(n, first);
                });
    }

    private static double[] gaussians(int seed) {
        Random random = Random.of(seed);
        double[] all = new double[DIFFERENT];
        Arrays.setAll(all, i -> random.nextGaussian());
        return all;
    }

    /** Benchmarks need many numbers, not many different ones. */
    private static double[] repeated(int n, double[] first) {
        double[] data = new double[n];
        Arrays.setAll(data, i -> first[i % first.length]);
        return data;
    }

    /** Random indices below a bound, I32. */
    public static Operand indices(int bound, int... dims) {
        return uniform(0, bound, dims).map(Math::floor).as(DType.I32);
    }

    /** These numbers. */
    public static Operand of(Shape shape, double... numbers) {
        return new Operand(shape, null, false, (n, seed) -> numbers);
    }

    /** These indices, I32, one axis. */
    public static Operand ints(double... numbers) {
        return of(Shape.of(numbers.length), numbers).as(DType.I32);
    }

    /** A scalar or a vector of one value; also for the state that an update begins with. */
    public static Operand full(double value, int... dims) {
        return normal(dims).map(x -> value);
    }

    /** NaN, infinities, zeros, the smallest and largest of F32, and ordinary numbers. */
    public static Operand special() {
        double[] numbers = {
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            0,
            -0.0,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            1,
            -1,
            90,
            -90,
            1e20,
            -1e20
        };
        return of(Shape.of(numbers.length), numbers);
    }

    /** This operand without a gradient, in the type that is tested. */
    public Operand asConstant() {
        return new Operand(shape, type, true, source);
    }

    /** This operand in a type of its own, without a gradient. */
    public Operand as(DType own) {
        return new Operand(shape, own, true, source);
    }

    /** A function of every number. */
    public Operand map(DoubleUnaryOperator f) {
        return new Operand(
                shape,
                type,
                constant,
                (n, seed) -> Arrays.stream(source.numbers(n, seed)).map(f).toArray());
    }

    /** The same numbers in another shape. */
    public Operand reshape(int... dims) {
        return new Operand(Shape.of(dims), type, constant, source);
    }

    double[] numbers(int seed) {
        return source.numbers((int) shape.numel(), seed);
    }

    DType type(DType tested) {
        return type == null ? tested : type;
    }
}
