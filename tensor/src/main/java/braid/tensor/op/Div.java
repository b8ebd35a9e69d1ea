package braid.tensor.op;

import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * {@code z = x / y}. Gradients: {@code dz / y} and {@code -z dz / y}, summed over broadcast axes.
 */
public record Div() implements Binary {

    @Override
    public int saves() {
        return Saved.keepInput(1) | Saved.keepOutput(0);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        if (into.wanted(0)) {
            into.add(0, dy.div(saved.input(1)).sumTo(saved.inputShape(0)));
        }
        if (into.wanted(1)) {
            into.add(
                    1,
                    dy.mul(saved.output(0)).div(saved.input(1)).neg().sumTo(saved.inputShape(1)));
        }
    }
}
