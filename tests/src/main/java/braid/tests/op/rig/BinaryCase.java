package braid.tests.op.rig;

import braid.tensor.Shape;
import braid.tensor.op.Op;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Functions of two elements, with broadcasting. */
public abstract class BinaryCase extends OpCase {

    /** For subclasses. */
    protected BinaryCase() {}

    /**
     * A function at all sizes, with every kind of broadcasting, and on special numbers.
     *
     * @param f the same function in double precision
     */
    protected final void function(Op op, DoubleBinaryOperator f) {
        function(op, f, x -> x);
    }

    /**
     * As {@link #function(Op, DoubleBinaryOperator)}, on a part of the numbers.
     *
     * @param domain brings normal numbers to where the function has a value and a gradient
     */
    protected final void function(Op op, DoubleBinaryOperator f, DoubleUnaryOperator domain) {
        for (int n : SIZES) {
            two(op, f, Operand.normal(n).map(domain), Operand.normal(n).map(domain));
        }
        int[][][] shapes = {
            {{}, {}},
            {{7, 33}, {33}},
            {{33}, {7, 33}},
            {{7, 1}, {1, 33}},
            {{3, 1, 5}, {4, 1}},
            {{2, 3, 4, 5}, {3, 1, 5}},
            {{5, 1100}, {5, 1}},
            {{0, 4}, {1, 4}},
            {{9}, {}}
        };
        for (int[][] s : shapes) {
            two(op, f, Operand.normal(s[0]).map(domain), Operand.normal(s[1]).map(domain));
        }
        Operand special = Operand.special();
        int n = (int) special.shape().numel();
        two(op, f, special.reshape(n, 1), special.reshape(1, n)).named("special").valuesOnly();
        bench(op, Operand.normal(BENCH).map(domain), Operand.normal(BENCH).map(domain));
        bench(op, Operand.normal(BENCH / 1024, 1024).map(domain), Operand.normal(1024).map(domain));
        refuses(
                op.name()
                        + ": shapes do not broadcast: lhs [3, 4], rhs [3]\n"
                        + "  HINT: axes are aligned at the end and must be equal or 1; 4 meets 3:"
                        + " insert an axis with unsqueeze or transpose one operand",
                op::apply,
                Operand.normal(3, 4),
                Operand.normal(3));
    }

    private Example two(Op op, DoubleBinaryOperator f, Operand x, Operand y) {
        return example(op, x, y)
                .elementwise()
                .expect(in -> {
                    Shape z = Shape.broadcast("case", in[0].shape(), in[1].shape());
                    return Values.each(z, i -> f.applyAsDouble(in[0].at(i), in[1].at(i)));
                });
    }
}
