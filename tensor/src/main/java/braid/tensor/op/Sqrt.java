package braid.tensor.op;

import braid.tensor.Tensor;

/** {@code y = sqrt(x)}. Gradient: {@code dx = dy / (2 y)}. */
public record Sqrt() implements Unary {

    @Override
    public boolean keepsOutput() {
        return true;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
