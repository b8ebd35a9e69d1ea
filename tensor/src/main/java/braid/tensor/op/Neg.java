package braid.tensor.op;

import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/** {@code y = -x}. Gradient: {@code dx = -dy}. */
public record Neg() implements Unary {

    @Override
    public int saves() {
        return Saved.NONE;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, dy.neg());
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
