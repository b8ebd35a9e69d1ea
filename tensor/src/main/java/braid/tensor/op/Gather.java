package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Elements chosen along one axis, for every place apart: operands {@code x} and {@code index} (I32
 * or I64, same rank, no axis but {@code axis} larger than that of x): {@code y[…, i, …] = x[…,
 * index[…, i, …], …]}. Gradient: {@code dy} added at the chosen places.
 *
 * @param axis 0 … rank - 1
 */
public record Gather(int axis) implements Movement {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.index(this, inputs[1], 1);
        Check.indexShape(this, inputs[0].shape(), inputs[1].shape(), axis);
        return inputs[1].shape();
    }

    @Override
    public int saves() {
        return Saved.keepInput(1);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, new Backward(axis, saved.inputShape(0)), saved.input(1), dy);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(0, inputs[1], inputs[1]);
    }

    /**
     * Operands {@code index, dy}: {@code dx[…, index, …] += dy}, in row-major order of the index.
     */
    public record Backward(int axis, Shape shape) implements Movement, GradientOp {

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
            return Cost.elementwise(1, inputs);
        }
    }
}
