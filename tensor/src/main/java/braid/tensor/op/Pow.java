package braid.tensor.op;

import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * {@code z = x^y}. Gradients: {@code y x^(y-1) dz} and {@code z log(x) dz}, summed over broadcast
 * axes.
 */
public record Pow() implements Binary {

    @Override
    public int saves() {
        return Saved.keepInput(0) | Saved.keepInput(1) | Saved.keepOutput(0);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        if (into.wanted(0)) {
            into.add(
                    0,
                    dy.mul(saved.input(1))
                            .mul(saved.input(0).pow(saved.input(1).sub(1)))
                            .sumTo(saved.inputShape(0)));
        }
        if (into.wanted(1)) {
            into.add(
                    1,
                    dy.mul(saved.output(0)).mul(saved.input(0).log()).sumTo(saved.inputShape(1)));
        }
    }
}
