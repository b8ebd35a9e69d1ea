package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/** A copy in row-major order; any type. Gradient: {@code dy}. */
public record Contiguous() implements Movement {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        return inputs[0].shape();
    }

    @Override
    public int saves() {
        return Saved.NONE;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, dy);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(0, inputs);
    }
}
