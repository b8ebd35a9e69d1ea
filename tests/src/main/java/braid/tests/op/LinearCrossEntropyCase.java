package braid.tests.op;

import static braid.tests.op.rig.Operand.indices;
import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.op.CrossEntropy;
import braid.tensor.op.LinearCrossEntropy;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;
import braid.tests.op.rig.Values;

final class LinearCrossEntropyCase extends OpCase {

    private static final int IGNORE = CrossEntropy.IGNORE;

    LinearCrossEntropyCase() {
        types(DType.F32, DType.F64);
        for (double smoothing : new double[] {0, 0.1}) {
            var op = new LinearCrossEntropy(IGNORE, smoothing);
            for (int v : new int[] {1, 15, 16, 17, 33}) {
                loss(op, normal(5, 7), normal(v, 7), indices(v, 5));
            }
            loss(op, normal(4, 3), normal(17, 3), ints(2, IGNORE, 0, 16)).named("ignored");
            loss(op, normal(2, 3), normal(17, 3), ints(IGNORE, IGNORE)).named("all ignored");
            loss(op, normal(0, 3), normal(17, 3), indices(17, 0)).named("no rows");
        }
        var plain = new LinearCrossEntropy(IGNORE, 0);
        // More rows than a block has, the last block not full.
        loss(plain, normal(600, 5), normal(1100, 5), indices(1100, 600)).named("blocks");
        example(
                        in -> in[0].linearCrossEntropy(in[1], in[2]),
                        normal(3, 4),
                        normal(6, 4),
                        ints(5, 0, 3))
                .named("method")
                .expect(in -> new double[] {of(plain, in)});
        bench(plain, normal(512, 768), normal(50_257, 768), indices(50_257, 512));
        refuses(
                "linearCrossEntropy: input [2, 3] x weight [4, 5] do not fit\n"
                        + "  HINT: the last axis of the input is C of the weight (V, C)",
                in -> in[0].linearCrossEntropy(in[1], in[2]),
                normal(2, 3),
                normal(4, 5),
                ints(0, 1));
        refuses(
                "linearCrossEntropy: operand 2 is [3], not [2]\n  HINT: give it the shape [2]",
                in -> in[0].linearCrossEntropy(in[1], in[2]),
                normal(2, 3),
                normal(4, 3),
                ints(0, 1, 2));
        refuses(
                "crossEntropy: target 4 in row 1 of [2]\n"
                        + "  HINT: targets are in [0, 4), or -100 to ignore",
                in -> in[0].linearCrossEntropy(in[1], in[2]),
                normal(2, 3),
                normal(4, 3),
                ints(0, 4));
    }

    private Example loss(LinearCrossEntropy op, Operand x, Operand weight, Operand targets) {
        return example(op, x, weight, targets)
                .named("s=" + op.smoothing())
                .terms(x.shape().dim(1) + weight.shape().dim(0))
                .expect(in -> new double[] {of(op, in)});
    }

    private static double of(LinearCrossEntropy op, Values[] in) {
        Values logits =
                new Values(
                        Shape.of(in[0].dim(0), in[1].dim(0)),
                        each(
                                Shape.of(in[0].dim(0), in[1].dim(0)),
                                i -> {
                                    double sum = 0;
                                    for (int c = 0; c < in[0].dim(1); c++) {
                                        sum += in[0].at(i[0], c) * in[1].at(i[1], c);
                                    }
                                    return sum;
                                }));
        var loss = new CrossEntropy(op.ignoreIndex(), op.smoothing(), true);
        return CrossEntropyCase.of(loss, logits, in[2])[0];
    }
}
