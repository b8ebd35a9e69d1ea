package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * Sum of the squares of all elements of all operands, of any shapes; an F64 scalar, summed in
 * double precision in a fixed order. For clipping by the global norm. No gradient.
 */
public record SquaredNorm() implements Reduction, GradientOp {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        for (int i = 0; i < inputs.length; i++) {
            Check.floating(this, inputs[i], i);
        }
        return Shape.scalar();
    }

    @Override
    public DType outputDType(Tensor[] inputs) {
        return DType.F64;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        double n = 0;
        for (Tensor t : inputs) {
            n += t.numel();
        }
        return new Cost(2 * n, n * inputs[0].dtype().bytes());
    }
}
