package braid.tensor.op;

import braid.tensor.Tensor;

/** {@code y = 1 / (1 + e^-x)}. Gradient: {@code dx = y (1 - y) dy}. */
public record Sigmoid() implements Unary {

    @Override
    public boolean keepsOutput() {
        return true;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(12, inputs);
    }
}
