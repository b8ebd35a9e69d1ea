package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Tensors one after the other along an axis; the other axes are equal. Gradient: each operand's
 * part of {@code dy}, a view.
 *
 * @param axis 0 … rank - 1
 */
public record Concat(int axis) implements Movement {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Shape first = inputs[0].shape();
        int total = 0;
        for (int i = 0; i < inputs.length; i++) {
            Shape s = inputs[i].shape();
            Check.sameType(this, inputs[0], inputs[i]);
            boolean fits = s.rank() == first.rank();
            if (!fits || !s.with(axis, 1).equals(first.with(axis, 1))) {
                throw new TensorException(
                        "concat: operand " + i + " is " + s + ", operand 0 is " + first,
                        "all axes but axis " + axis + " must be equal");
            }
            total += s.dim(axis);
        }
        return first.with(axis, total);
    }

    @Override
    public int saves() {
        return Saved.NONE;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        int at = 0;
        for (int i = 0; i < saved.inputs(); i++) {
            int n = saved.inputShape(i).dim(axis);
            if (into.wanted(i)) {
                into.add(i, dy.slice(axis, at, at + n));
            }
            at += n;
        }
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        double n = 0;
        for (Tensor t : inputs) {
            n += t.numel();
        }
        return new Cost(0, 2 * n * inputs[0].dtype().bytes());
    }
}
