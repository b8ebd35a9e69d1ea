package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * Index of the largest element along one axis, which stays with size 1; I32. Of equal elements the
 * first; NaN counts as larger than any number. No gradient.
 *
 * @param axis 0 … rank - 1; not empty
 */
public record ArgMax(int axis) implements Reduction, GradientOp {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.notEmpty(this, inputs[0], axis);
        return inputs[0].shape().with(axis, 1);
    }

    @Override
    public DType outputDType(Tensor[] inputs) {
        return DType.I32;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
