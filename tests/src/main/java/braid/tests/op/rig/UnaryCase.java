package braid.tests.op.rig;

import braid.tensor.op.Unary;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Functions of one element. */
public abstract class UnaryCase extends OpCase {

    private String name = "";
    private double floor;
    private double gradientFloor = 1;

    /** For subclasses. */
    protected UnaryCase() {}

    /** A word for the examples that follow, where the operation has several forms. */
    protected final void form(String word) {
        name = word;
    }

    /** See {@link Example#floor} and {@link Example#gradientFloor}; 0 and 1 at first. */
    protected final void floors(double value, double gradient) {
        floor = value;
        gradientFloor = gradient;
    }

    /**
     * A function at all sizes, on standard normal numbers, on large ones and on special ones.
     *
     * @param f the same function in double precision
     */
    protected final void function(Unary op, DoubleUnaryOperator f) {
        function(op, f, x -> x);
    }

    /**
     * As {@link #function(Unary, DoubleUnaryOperator)}, on a part of the numbers.
     *
     * @param domain brings a normal number to where the function has a value and a gradient
     */
    protected final void function(Unary op, DoubleUnaryOperator f, DoubleUnaryOperator domain) {
        for (int n : SIZES) {
            one(op, f, Operand.normal(n).map(domain));
        }
        one(op, f, Operand.normal(5, 33).map(domain));
        one(op, f, Operand.normal(3, 2, 9).map(domain));
        // Magnitudes for which functions take other ways: beyond 20, tanh is 1 in F32.
        one(op, f, Operand.uniform(-30, 30, 401).map(domain))
                .floor(30 * floor)
                .named((name + " large").strip());
        one(op, f, Operand.special()).named((name + " special").strip());
        bench(op, Operand.normal(BENCH).map(domain));
    }

    private Example one(Unary op, DoubleUnaryOperator f, Operand x) {
        return example(op, x)
                .named(name)
                .elementwise()
                .floor(floor)
                .gradientFloor(gradientFloor)
                .expect(in -> Arrays.stream(in[0].data()).map(f).toArray());
    }
}
