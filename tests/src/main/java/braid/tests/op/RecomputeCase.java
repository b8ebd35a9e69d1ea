package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.autograd.Recompute;
import braid.tests.op.rig.OpCase;

/** A block whose inner tensors are computed again in the backward pass. */
final class RecomputeCase extends OpCase {

    RecomputeCase() {
        types(DType.F32, DType.F64);
        for (int n : new int[] {1, 17, 33}) {
            example(
                            in -> Recompute.of(x -> x[0].matmul(x[1]).tanh().mul(x[0]), in),
                            normal(n, n),
                            normal(n, n))
                    .terms(n)
                    .expect(in ->
                            each(
                                    in[0].shape(),
                                    i -> {
                                        double sum = 0;
                                        for (int k = 0; k < n; k++) {
                                            sum += in[0].at(i[0], k) * in[1].at(k, i[1]);
                                        }
                                        return Math.tanh(sum) * in[0].at(i);
                                    }));
        }
    }
}
