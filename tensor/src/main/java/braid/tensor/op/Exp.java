package braid.tensor.op;

import braid.tensor.Tensor;

/** {@code y = e^x}. Gradient: {@code dx = y dy}. */
public record Exp() implements Unary {

    @Override
    public boolean keepsOutput() {
        return true;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(10, inputs);
    }
}
