package braid.tensor.op;

import braid.tensor.Tensor;
import braid.tensor.autograd.GradientRule;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * The backward pass of another operation. It carries no gradient itself: derivatives are first
 * order.
 */
public interface GradientOp extends GradientRule {

    /** Always false. */
    @Override
    default boolean differentiable() {
        return false;
    }

    /** Nothing. */
    @Override
    default int saves() {
        return Saved.NONE;
    }

    /** Never called. */
    @Override
    default void backward(Saved saved, Tensor dy, Gradients into) {
        throw new IllegalStateException("a gradient operation is not recorded");
    }
}
