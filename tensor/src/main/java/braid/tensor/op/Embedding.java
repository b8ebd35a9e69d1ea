package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Rows of a matrix by their numbers: operands {@code weight} (V, C) and {@code ids} (I32 or I64,
 * any shape …), result (…, C). Gradient: {@code dy}'s rows added at their numbers, straight into an
 * existing gradient.
 */
public record Embedding() implements Movement {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.rank(this, inputs[0], 0, 2, "(V, C)");
        Check.index(this, inputs[1], 1);
        return inputs[1].shape().append(inputs[0].shape().tail(1));
    }

    @Override
    public int saves() {
        return Saved.keepInput(1);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, new Backward(saved.inputShape(0)), saved.input(1), dy);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        double moved = (double) inputs[1].numel() * inputs[0].dim(1);
        return new Cost(0, 2 * moved * inputs[0].dtype().bytes());
    }

    /** Operands {@code ids, dy}: {@code dW[ids] += dy}, in row-major order of the ids. */
    public record Backward(Shape shape) implements Movement, GradientOp {

        @Override
        public Shape outputShape(Tensor[] inputs) {
            return shape;
        }

        @Override
        public DType outputDType(Tensor[] inputs) {
            return inputs[1].dtype();
        }

        @Override
        public boolean accumulates() {
            return true;
        }

        @Override
        public Cost cost(Tensor[] inputs) {
            return Cost.elementwise(1, inputs[1], inputs[1]);
        }
    }
}
