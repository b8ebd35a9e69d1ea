package braid.tensor.op;

import braid.tensor.Tensor;

/** Hyperbolic tangent. Gradient: {@code dx = (1 - y^2) dy}. */
public record Tanh() implements Unary {

    @Override
    public boolean keepsOutput() {
        return true;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(12, inputs);
    }
}
