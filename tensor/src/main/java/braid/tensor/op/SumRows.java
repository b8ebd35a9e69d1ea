package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/** Sum of the rows of (M, N), as a vector (N): the gradient of a bias. */
public record SumRows() implements Reduction, GradientOp {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.rank(this, inputs[0], 0, 2, "(M, N)");
        return inputs[0].shape().tail(1);
    }

    @Override
    public boolean accumulates() {
        return true;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
