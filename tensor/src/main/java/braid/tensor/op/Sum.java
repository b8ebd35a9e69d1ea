package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Sum along one axis, which stays with size 1. Gradient: {@code dy}, repeated along the axis.
 *
 * @param axis 0 … rank - 1
 */
public record Sum(int axis) implements Reduction {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.floating(this, inputs[0], 0);
        return inputs[0].shape().with(axis, 1);
    }

    @Override
    public int saves() {
        return Saved.NONE;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, dy.expand(saved.inputShape(0)));
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
