package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Running sum along one axis: {@code y_i = x_0 + … + x_i}, or from the other end. Shape in = shape
 * out. Gradient: the running sum of {@code dy} from the other end.
 *
 * @param axis 0 … rank - 1
 * @param reverse whether the sum runs from the last element
 */
public record Cumsum(int axis, boolean reverse) implements Reduction {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.floating(this, inputs[0], 0);
        return inputs[0].shape();
    }

    @Override
    public int saves() {
        return Saved.NONE;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, new Cumsum(axis, !reverse), dy);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
