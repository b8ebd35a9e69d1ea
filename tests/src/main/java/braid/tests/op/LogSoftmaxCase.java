package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;

import braid.tensor.Shape;
import braid.tensor.op.LogSoftmax;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;
import braid.tests.op.rig.Values;

import java.util.Arrays;

final class LogSoftmaxCase extends OpCase {

    LogSoftmaxCase() {
        for (int n : new int[] {1, 7, 15, 16, 17, 31, 33, 257, 5000}) {
            logSoftmax(normal(5, n));
            // exp(x - lse): the difference, up to 240, is rounded before.
            logSoftmax(normal(3, n).map(x -> 40 * x)).floor(100).terms(n + 240).named("large");
        }
        logSoftmax(normal(33));
        logSoftmax(normal(4, 0));
        logSoftmax(normal(2, 3, 4, 5));
        logSoftmax(Operand.of(Shape.of(2, 3), 1, Double.NaN, 2, 1, 2, 3)).named("NaN");
        bench(new LogSoftmax(), normal(BENCH / 1024, 1024));
    }

    private Example logSoftmax(Operand x) {
        return example(new LogSoftmax(), x).terms(x.shape().dim(-1)).expect(in -> of(in[0]));
    }

    private static double[] of(Values x) {
        int n = x.dim(-1);
        double[] y = x.data().clone();
        for (int at = 0; at < y.length; at += n) {
            double max = Arrays.stream(y, at, at + n).max().orElse(0);
            double sum = Arrays.stream(y, at, at + n).map(v -> Math.exp(v - max)).sum();
            for (int i = at; i < at + n; i++) {
                y[i] -= max + Math.log(sum);
            }
        }
        return y;
    }
}
