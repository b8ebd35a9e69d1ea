package braid.tensor.op;

import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/** {@code y = scale x + shift}, with constants. Gradient: {@code dx = scale dy}. */
public record Affine(double scale, double shift) implements Unary {

    @Override
    public int saves() {
        return Saved.NONE;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, scale == 1 ? dy : dy.mul(scale));
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(2, inputs);
    }
}
