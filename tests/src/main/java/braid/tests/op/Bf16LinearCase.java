package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.op.Bf16Linear;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class Bf16LinearCase extends OpCase {

    Bf16LinearCase() {
        types(DType.F32);
        for (int k : new int[] {1, 7, 8, 15, 16, 17, 33, 64, 130}) {
            linear(normal(k), weight(5, k));
            linear(normal(1, k), weight(9, k));
            linear(normal(2, 3, k), weight(9, k));
            linear(normal(8, k), weight(3, k));
        }
        linear(normal(0, 5), weight(3, 5));
        linear(normal(2, 5), weight(0, 5));
        linear(normal(2, 1000), weight(300, 1000));
        bench(new Bf16Linear(), normal(1, 2048), weight(16_384, 2048));
        refuses(
                "bf16Linear: input [2, 3] x weight [4, 5] do not fit\n"
                        + "  HINT: the last axis of the input is K of the weight (N, K)",
                in -> new Bf16Linear().apply(in[0], in[1]),
                normal(2, 3),
                weight(4, 5));
        refuses(
                "bf16Linear: operand 1 [4, 3] is F32, not BF16\n  HINT: cast with to(DType.BF16)",
                in -> new Bf16Linear().apply(in[0], in[1]),
                normal(2, 3),
                normal(4, 3));
    }

    private static Operand weight(int n, int k) {
        return normal(n, k).as(DType.BF16);
    }

    private void linear(Operand x, Operand weight) {
        int k = x.shape().dim(-1);
        example(new Bf16Linear(), x.asConstant(), weight)
                .terms(k)
                .expect(in ->
                        each(
                                x.shape().with(-1, weight.shape().dim(0)),
                                i -> {
                                    int[] at = i.clone();
                                    double sum = 0;
                                    for (int j = 0; j < k; j++) {
                                        at[at.length - 1] = j;
                                        sum += in[0].at(at) * in[1].at(i[i.length - 1], j);
                                    }
                                    return sum;
                                }));
    }
}
