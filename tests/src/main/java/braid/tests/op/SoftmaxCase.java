package braid.tests.op;

import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.Shape;
import braid.tensor.op.Softmax;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;
import braid.tests.op.rig.Values;

import java.util.Arrays;

final class SoftmaxCase extends OpCase {

    SoftmaxCase() {
        for (int n : new int[] {1, 7, 15, 16, 17, 31, 33, 257, 5000}) {
            softmax(normal(5, n));
            // exp(x - max): the difference, up to 240, is rounded before.
            softmax(normal(3, n).map(x -> 40 * x)).terms(n + 240).named("large");
        }
        softmax(normal(33));
        softmax(normal(4, 0));
        softmax(normal(0, 4));
        softmax(normal(2, 3, 4, 5));
        softmax(Operand.of(Shape.of(2, 3), 1, Double.NaN, 2, 1, 2, 3)).named("NaN");
        softmax(masked()).named("masked").valuesOnly();
        softmax(Operand.of(Shape.of(3), 3e38, 3e38, -3e38)).named("largest");
        example(in -> in[0].softmax(0), normal(4, 9))
                .named("axis 0")
                .expect(in -> turned(probabilities(turned(in[0]))).data());
        bench(new Softmax(), normal(BENCH / 1024, 1024));
        refuses(
                "softmax: operand 0 [2] is I32\n"
                        + "  HINT: this operation takes floating types: cast with to(DType.F32)",
                in -> in[0].softmax(0),
                ints(1, 2));
    }

    private static Operand masked() {
        double hidden = Double.NEGATIVE_INFINITY;
        return Operand.of(Shape.of(2, 4), 1, hidden, 2, hidden, hidden, hidden, hidden, 0);
    }

    private Example softmax(Operand x) {
        return example(new Softmax(), x)
                .terms(x.shape().dim(-1))
                .floor(0)
                .expect(in -> probabilities(in[0]).data());
    }

    private static Values probabilities(Values x) {
        int n = x.dim(-1);
        double[] y = new double[x.data().length];
        for (int at = 0; at < y.length; at += n) {
            double max = Arrays.stream(x.data(), at, at + n).max().orElse(0);
            double sum = Arrays.stream(x.data(), at, at + n).map(v -> Math.exp(v - max)).sum();
            for (int i = at; i < at + n; i++) {
                y[i] = Math.exp(x.data()[i] - max) / sum;
            }
        }
        return new Values(x.shape(), y);
    }

    private static Values turned(Values x) {
        Shape shape = Shape.of(x.dim(1), x.dim(0));
        return new Values(shape, each(shape, i -> x.at(i[1], i[0])));
    }
}
