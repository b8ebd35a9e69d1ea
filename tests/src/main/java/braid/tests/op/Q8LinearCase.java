package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Operand.uniform;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.op.Q8Linear;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class Q8LinearCase extends OpCase {

    Q8LinearCase() {
        types(DType.F32);
        for (int k : new int[] {1, 31, 32, 33, 64, 95, 96, 172}) {
            linear(normal(k), 5, k);
            linear(normal(2, 3, k), 9, k);
            linear(normal(8, k), 3, k);
        }
        linear(normal(0, 5), 3, 5);
        linear(normal(2, 1000), 300, 1000);
        bench(new Q8Linear(), normal(1, 2048), quants(16_384, 2048), scales(16_384, 2048));
        refuses(
                "q8Linear: operand 2 is [4, 1], not [4, 2]\n  HINT: give it the shape [4, 2]",
                in -> new Q8Linear().apply(in),
                normal(2, 33),
                quants(4, 33),
                scales(4, 32));
        refuses(
                "q8Linear: input [2, 3] x weight [4, 5] do not fit\n"
                        + "  HINT: the last axis of the input is K of the weight (N, K)",
                in -> new Q8Linear().apply(in),
                normal(2, 3),
                quants(4, 5),
                scales(4, 5));
    }

    private static Operand quants(int n, int k) {
        return uniform(1, 256, n, k).map(Math::floor).as(DType.U8);
    }

    private static Operand scales(int n, int k) {
        return uniform(0.001, 0.01, n, Math.ceilDiv(k, Q8Linear.BLOCK)).as(DType.F16);
    }

    private void linear(Operand x, int n, int k) {
        example(new Q8Linear(), x.asConstant(), quants(n, k), scales(n, k))
                .terms(k)
                .expect(in ->
                        each(
                                x.shape().with(-1, n),
                                i -> {
                                    int[] at = i.clone();
                                    int row = i[i.length - 1];
                                    double sum = 0;
                                    for (int j = 0; j < k; j++) {
                                        at[at.length - 1] = j;
                                        double scale = in[2].at(row, j / Q8Linear.BLOCK);
                                        sum += in[0].at(at) * (in[1].at(row, j) - 128) * scale;
                                    }
                                    return sum;
                                }));
    }
}
