package braid.tensor.op;

import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Elements {@code start, start + step, …} below {@code end} of one axis. Gradient: the elements of
 * {@code dy} at their places among zeros.
 */
public record Slice(int axis, int start, int end, int step) implements View {

    @Override
    public Layout layout(Layout of) {
        return of.slice(axis, start, end, step);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, new Backward(this, saved.inputShape(0)), dy);
    }

    /** {@code dx = 0} everywhere but {@code dx[start::step] = dy}. */
    public record Backward(Slice slice, Shape shape) implements Movement, GradientOp {

        @Override
        public Shape outputShape(Tensor[] inputs) {
            return shape;
        }

        @Override
        public boolean accumulates() {
            return true;
        }

        @Override
        public Cost cost(Tensor[] inputs) {
            return Cost.elementwise(0, inputs);
        }
    }
}
