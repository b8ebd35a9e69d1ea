package braid.tensor.op;

import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/** {@code z = x y}. Gradients: {@code y dz} and {@code x dz}, summed over broadcast axes. */
public record Mul() implements Binary {

    @Override
    public int saves() {
        return Saved.keepInput(0) | Saved.keepInput(1);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        if (into.wanted(0)) {
            into.add(0, dy.mul(saved.input(1)).sumTo(saved.inputShape(0)));
        }
        if (into.wanted(1)) {
            into.add(1, dy.mul(saved.input(0)).sumTo(saved.inputShape(1)));
        }
    }
}
