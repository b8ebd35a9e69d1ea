package braid.tensor.op;

import braid.tensor.Tensor;

/** {@code y = 1 / sqrt(x)}. Gradient: {@code dx = -dy y^3 / 2}. */
public record Rsqrt() implements Unary {

    @Override
    public boolean keepsOutput() {
        return true;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(2, inputs);
    }
}
