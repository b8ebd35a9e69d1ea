package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * {@code dx = f'(x) dy}. Operands: {@code x}, or {@code y} where {@link Unary#keepsOutput}, then
 * {@code dy}.
 *
 * @param forward the operation whose derivative this is
 */
public record UnaryBackward(Unary forward) implements Elementwise, GradientOp {

    @Override
    public String name() {
        return forward.name() + "Backward";
    }

    @Override
    public Shape outputShape(Tensor[] inputs) {
        return inputs[0].shape();
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(
                forward.cost(inputs).flops() / Math.max(1, inputs[0].numel()) + 1, inputs);
    }
}
