package braid.tensor.autograd;

import braid.tensor.Tensor;

/** How a gradient goes backward through one step of a computation. */
public interface GradientRule {

    /**
     * What the backward pass reads, as bits: {@link Saved#input}, {@link Saved#output}, or {@link
     * Saved#NONE}. Nothing else is kept alive.
     */
    int saves();

    /**
     * Adds the gradients of the inputs.
     *
     * @param saved what {@link #saves} asked for
     * @param dy gradient of the output, of its shape
     * @param into receives the gradients; ask {@link Gradients#wanted} before costly work
     */
    void backward(Saved saved, Tensor dy, Gradients into);

    /** Whether a gradient flows through; false for comparisons, indices and gradient operations. */
    default boolean differentiable() {
        return true;
    }

    /** Name for messages. */
    String name();
}
