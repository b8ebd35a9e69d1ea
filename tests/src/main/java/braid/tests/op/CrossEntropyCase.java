package braid.tests.op;

import static braid.tests.op.rig.Operand.indices;
import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;

import braid.tensor.DType;
import braid.tensor.op.CrossEntropy;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;
import braid.tests.op.rig.Values;

import java.util.Arrays;

final class CrossEntropyCase extends OpCase {

    private static final int IGNORE = CrossEntropy.IGNORE;

    CrossEntropyCase() {
        for (boolean mean : new boolean[] {true, false}) {
            for (double smoothing : new double[] {0, 0.1}) {
                var op = new CrossEntropy(IGNORE, smoothing, mean);
                for (int v : new int[] {1, 15, 16, 17, 33, 300}) {
                    loss(op, normal(5, v), indices(v, 5));
                }
                loss(op, normal(40, 1000), indices(1000, 40));
                loss(op, normal(4, 17), ints(2, IGNORE, 0, 16)).named("ignored");
                loss(op, normal(2, 17), ints(IGNORE, IGNORE)).named("all ignored");
                loss(op, normal(0, 17), indices(17, 0));
                // exp(x - lse): the difference, up to 240, is rounded before.
                loss(op, normal(3, 9).map(x -> 40 * x), ints(8, 0, 3).as(DType.I64))
                        .floor(100)
                        .terms(9 + 240)
                        .named("large");
            }
        }
        var other = new CrossEntropy(3, 0.2, true);
        loss(other, normal(4, 6), ints(3, 5, 3, 0)).named("ignore index 3");
        example(in -> in[0].crossEntropy(in[1], 3, 0.2), normal(4, 6), ints(3, 5, 3, 0))
                .named("method")
                .expect(in -> of(other, in[0], in[1]));
        bench(new CrossEntropy(IGNORE, 0, true), normal(512, 32_000), indices(32_000, 512));
        refuses(
                "crossEntropy: target 17 in row 1 of [2]\n"
                        + "  HINT: targets are in [0, 17), or -100 to ignore",
                in -> in[0].crossEntropy(in[1]),
                normal(2, 17),
                ints(0, 17));
        refuses(
                "crossEntropy: operand 1 is [3], not [2]\n  HINT: give it the shape [2]",
                in -> in[0].crossEntropy(in[1]),
                normal(2, 17),
                ints(0, 1, 2));
        refuses(
                "crossEntropy: smoothing 1.0\n  HINT: 0 <= s < 1",
                in -> in[0].crossEntropy(in[1], IGNORE, 1),
                normal(2, 17),
                ints(0, 1));
    }

    private Example loss(CrossEntropy op, Operand logits, Operand targets) {
        return example(op, logits, targets)
                .named((op.mean() ? "mean" : "rows") + " s=" + op.smoothing())
                .terms(logits.shape().dim(1))
                .expect(in -> of(op, in[0], in[1]));
    }

    static double[] of(CrossEntropy op, Values logits, Values targets) {
        int v = logits.dim(1);
        double[] losses = new double[logits.dim(0)];
        int counted = 0;
        for (int r = 0; r < losses.length; r++) {
            int target = targets.intAt(r);
            if (target == op.ignoreIndex()) {
                continue;
            }
            counted++;
            double[] row = Arrays.copyOfRange(logits.data(), r * v, (r + 1) * v);
            double max = Arrays.stream(row).max().orElse(0);
            double lse = max + Math.log(Arrays.stream(row).map(x -> Math.exp(x - max)).sum());
            for (int c = 0; c < v; c++) {
                double wanted = op.smoothing() / v + (c == target ? 1 - op.smoothing() : 0);
                losses[r] += wanted * (lse - row[c]);
            }
        }
        double total = Arrays.stream(losses).sum();
        return op.mean() ? new double[] {total / Math.max(1, counted)} : losses;
    }
}
