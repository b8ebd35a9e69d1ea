package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/** {@code y = f(x)} for every element. Shape in = shape out; floating types. */
public sealed interface Unary extends Elementwise
        permits Neg,
                Affine,
                Exp,
                Log,
                Sqrt,
                Rsqrt,
                Abs,
                Tanh,
                Sigmoid,
                Relu,
                Gelu,
                Silu,
                Clamp,
                PowScalar {

    /** Whether the derivative is computed from the output {@code y} rather than from {@code x}. */
    default boolean keepsOutput() {
        return false;
    }

    @Override
    default Shape outputShape(Tensor[] inputs) {
        Check.floating(this, inputs[0], 0);
        return inputs[0].shape();
    }

    @Override
    default int saves() {
        return keepsOutput() ? Saved.keepOutput(0) : Saved.keepInput(0);
    }

    @Override
    default void backward(Saved saved, Tensor dy, Gradients into) {
        Tensor kept = keepsOutput() ? saved.output(0) : saved.input(0);
        into.add(0, new UnaryBackward(this), kept, dy);
    }
}
