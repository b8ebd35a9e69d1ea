package braid.tensor.op;

import braid.tensor.Tensor;

/** {@code y = max(x, 0)}. Gradient: {@code dx = dy} where {@code y > 0}, else 0. NaN stays NaN. */
public record Relu() implements Unary {

    @Override
    public boolean keepsOutput() {
        return true;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
