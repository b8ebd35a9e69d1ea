package braid.tensor.op;

import braid.tensor.Tensor;

/** Natural logarithm. Gradient: {@code dx = dy / x}. */
public record Log() implements Unary {

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(12, inputs);
    }
}
