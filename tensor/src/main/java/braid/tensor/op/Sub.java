package braid.tensor.op;

import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/** {@code z = x - y}. Gradients: {@code dz} and {@code -dz}, summed over broadcast axes. */
public record Sub() implements Binary {

    @Override
    public int saves() {
        return Saved.NONE;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        if (into.wanted(0)) {
            into.add(0, dy.sumTo(saved.inputShape(0)));
        }
        if (into.wanted(1)) {
            into.add(1, dy.neg().sumTo(saved.inputShape(1)));
        }
    }
}
