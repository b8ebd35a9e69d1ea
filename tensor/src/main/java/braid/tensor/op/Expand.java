package braid.tensor.op;

import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Axes of size 1, and missing leading axes, repeated to a larger shape. Gradient: sum over them.
 */
public record Expand(Shape to) implements View {

    @Override
    public Layout layout(Layout of) {
        return of.expand(to);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, dy.sumTo(saved.inputShape(0)));
    }
}
