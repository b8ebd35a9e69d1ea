package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.Shape;
import braid.tensor.op.Activation;
import braid.tensor.op.Linear;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class LinearCase extends OpCase {

    LinearCase() {
        for (Activation f : Activation.values()) {
            for (int n : new int[] {1, 15, 16, 17, 33}) {
                linear(f, normal(2, 9, n), normal(17, n), normal(17));
                linear(f, normal(3, 7), normal(n, 7), normal(n));
            }
            linear(f, normal(5), normal(3, 5), normal(3));
            linear(f, normal(4, 5), normal(3, 5));
            linear(f, normal(0, 5), normal(3, 5), normal(3));
            linear(f, normal(70, 130), normal(65, 130), normal(65));
            linear(f, normal(30, 520), normal(36, 520), normal(36));
        }
        bench(new Linear(Activation.NONE), normal(1024, 512), normal(2048, 512), normal(2048));
        bench(new Linear(Activation.GELU_TANH), normal(1024, 512), normal(2048, 512), normal(2048));
        refuses(
                "linear: input [2, 3] x weight [4, 5] do not fit\n"
                        + "  HINT: the last axis of the input is K of the weight (N, K)",
                in -> in[0].linear(in[1]),
                normal(2, 3),
                normal(4, 5));
        refuses(
                "linear: operand 2 is [5], not [4]\n  HINT: give it the shape [4]",
                in -> in[0].linear(in[1], in[2]),
                normal(2, 3),
                normal(4, 3),
                normal(5));
    }

    private void linear(Activation f, Operand... operands) {
        int k = operands[0].shape().dim(-1);
        Shape y = operands[0].shape().with(-1, operands[1].shape().dim(0));
        example(new Linear(f), operands)
                .named(f.name())
                .terms(k)
                .expect(in ->
                        each(
                                y,
                                i -> {
                                    int[] at = i.clone();
                                    int n = i[i.length - 1];
                                    double sum = in.length > 2 ? in[2].at(n) : 0;
                                    for (int j = 0; j < k; j++) {
                                        at[at.length - 1] = j;
                                        sum += in[0].at(at) * in[1].at(n, j);
                                    }
                                    return apply(f, sum);
                                }));
    }

    private static double apply(Activation f, double x) {
        return switch (f) {
            case NONE -> x;
            case RELU -> Math.max(x, 0);
            case GELU_TANH -> GeluCase.tanh(x);
            case GELU_ERF -> GeluCase.erf(x);
            case SILU -> x / (1 + Math.exp(-x));
        };
    }
}
