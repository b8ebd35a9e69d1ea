package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * One value everywhere; the operand gives shape and type, its content is not read. No gradient.
 *
 * @param value the value, rounded to the type
 */
public record Fill(double value) implements Elementwise, GradientOp {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        return inputs[0].shape();
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return new Cost(0, (double) inputs[0].numel() * inputs[0].dtype().bytes());
    }
}
