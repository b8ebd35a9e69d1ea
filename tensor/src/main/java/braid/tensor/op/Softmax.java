package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * {@code y = exp(x - max x) / sum exp(x - max x)} along the last axis. Shape in = shape out.
 * Gradient: {@code dx = y (dy - sum(y dy))}.
 */
public record Softmax() implements Neural {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.floating(this, inputs[0], 0);
        return inputs[0].shape();
    }

    @Override
    public int saves() {
        return Saved.keepOutput(0);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, new Backward(), saved.output(0), dy);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(14, inputs);
    }

    /** Operands {@code y, dy}. */
    public record Backward() implements Neural, GradientOp {

        @Override
        public Shape outputShape(Tensor[] inputs) {
            return inputs[0].shape();
        }

        @Override
        public Cost cost(Tensor[] inputs) {
            return Cost.elementwise(4, inputs);
        }
    }
}
