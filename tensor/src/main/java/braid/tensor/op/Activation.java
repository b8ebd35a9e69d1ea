package braid.tensor.op;

import braid.tensor.Tensor;

import org.jspecify.annotations.Nullable;

/** The function that a fused linear layer applies to its result. */
public enum Activation {
    /** None. */
    NONE(null),
    /** {@link Relu}. */
    RELU(new Relu()),
    /** {@link Gelu} in its tanh form. */
    GELU_TANH(new Gelu(Gelu.Form.TANH)),
    /** {@link Gelu} in its exact form. */
    GELU_ERF(new Gelu(Gelu.Form.ERF)),
    /** {@link Silu}. */
    SILU(new Silu());

    private final @Nullable Unary op;

    Activation(@Nullable Unary op) {
        this.op = op;
    }

    /** The same as an operation of its own; null for {@link #NONE}. */
    public @Nullable Unary op() {
        return op;
    }

    /**
     * {@code dx = f'(x) dy}, from what the layer kept: its output, or the value before the
     * activation.
     */
    Tensor backward(Tensor kept, Tensor dy) {
        return op == null ? dy : new UnaryBackward(op).apply(kept, dy);
    }

    /** Whether the value before the activation is needed for the gradient. */
    boolean needsInput() {
        return op != null && !op.keepsOutput();
    }
}
