package braid.tensor.op;

import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * {@code z = min(x, y)}; NaN where either is NaN. The gradient goes to the operand that was taken,
 * to the first where they are equal.
 */
public record Minimum() implements Binary {

    @Override
    public int saves() {
        return Saved.keepInput(0) | Saved.keepInput(1);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        Tensor first = saved.input(0).le(saved.input(1));
        Tensor zero = dy.zerosLike();
        into.add(0, first.where(dy, zero).sumTo(saved.inputShape(0)));
        into.add(1, first.where(zero, dy).sumTo(saved.inputShape(1)));
    }
}
