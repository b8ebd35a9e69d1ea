package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Adds elements at chosen places along one axis: operands {@code x}, {@code index} (I32 or I64),
 * {@code source} of the index's shape: {@code y = x} but {@code y[…, index[…, i, …], …] +=
 * source[…, i, …]}, in row-major order of the index. Gradients: {@code dy}, and the chosen elements
 * of {@code dy}.
 *
 * @param axis 0 … rank - 1
 */
public record ScatterAdd(int axis) implements Movement {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.index(this, inputs[1], 1);
        Check.sameType(this, inputs[0], inputs[2]);
        Check.indexShape(this, inputs[0].shape(), inputs[1].shape(), axis);
        Check.sameShape(this, inputs[1], inputs[2]);
        return inputs[0].shape();
    }

    @Override
    public int saves() {
        return Saved.keepInput(1);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, dy);
        if (into.wanted(2)) {
            into.add(2, dy.gather(axis, saved.input(1)));
        }
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
