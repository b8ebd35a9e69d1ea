package braid.tensor.op;

import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * The same elements, in row-major order, with other axes. Gradient: reshape back. The layout must
 * allow it without a copy; {@link Tensor#reshape} copies first where it does not.
 */
public record Reshape(Shape to) implements View {

    @Override
    public Layout layout(Layout of) {
        Layout l = of.shape().numel() == to.numel() ? of.tryReshape(to) : null;
        if (l == null) {
            throw new TensorException(
                    "reshape: " + of + " cannot be seen as " + to,
                    "element counts must be equal, and a permuted tensor needs contiguous() first");
        }
        return l;
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, dy.reshape(saved.inputShape(0)));
    }
}
