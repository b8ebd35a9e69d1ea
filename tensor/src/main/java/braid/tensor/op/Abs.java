package braid.tensor.op;

import braid.tensor.Tensor;

/** {@code y = |x|}. Gradient: {@code dx = sign(x) dy}, 0 at 0. */
public record Abs() implements Unary {

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
