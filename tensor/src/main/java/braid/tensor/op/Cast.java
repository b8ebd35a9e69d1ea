package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * The same numbers in another type. To BF16 and F16: round to nearest even. From floating to
 * integer: towards zero, saturating, NaN to 0. Gradient: cast back; none where either type is an
 * integer.
 *
 * @param from type of the operand
 * @param to type of the result
 */
public record Cast(DType from, DType to) implements Elementwise {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        return inputs[0].shape();
    }

    @Override
    public DType outputDType(Tensor[] inputs) {
        return to;
    }

    @Override
    public boolean differentiable() {
        return from.isFloating() && to.isFloating();
    }

    @Override
    public int saves() {
        return Saved.NONE;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, dy.to(from));
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return new Cost(0, (double) inputs[0].numel() * (from.bytes() + to.bytes()));
    }
}
