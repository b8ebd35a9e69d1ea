package braid.tensor.op;

import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Windows of {@code size} elements along one axis, one every {@code step}: {@code (…, N, …)}
 * becomes {@code (…, (N - size)/step + 1, …, size)}. Gradient: every window's gradient added at its
 * place.
 */
public record Unfold(int axis, int size, int step) implements View {

    @Override
    public Layout layout(Layout of) {
        return of.unfold(axis, size, step);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, new Backward(this, saved.inputShape(0)), dy);
    }

    /** {@code dx[i] = sum of dy over the windows and places that show element i}. */
    public record Backward(Unfold unfold, Shape shape) implements Movement, GradientOp {

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
            return Cost.elementwise(1, inputs);
        }
    }
}
