package braid.tensor.op;

import braid.tensor.Layout;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Axes in another order: axis {@code i} of the result is axis {@code order[i]} of the operand.
 * Gradient: the inverse permutation.
 */
public record Permute(int... order) implements View {

    @Override
    public Layout layout(Layout of) {
        return of.permute(order);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[saved.inputShape(0).axis(order[i])] = i;
        }
        into.add(0, dy.permute(inverse));
    }
}
