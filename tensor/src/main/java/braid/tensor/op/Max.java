package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Largest element along one axis, which stays with size 1; NaN where any is NaN. Gradient: {@code
 * dy}, shared equally among equal extremes.
 *
 * @param axis 0 … rank - 1; not empty
 */
public record Max(int axis) implements Reduction {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.floating(this, inputs[0], 0);
        Check.notEmpty(this, inputs[0], axis);
        return inputs[0].shape().with(axis, 1);
    }

    @Override
    public int saves() {
        return Saved.keepInput(0) | Saved.keepOutput(0);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        Tensor mask = saved.input(0).eq(saved.output(0)).to(dy.dtype());
        into.add(0, mask.mul(dy.div(mask.sumKeep(axis))));
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
