package braid.kernels.device;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * A row-major shape as an operation that folds one axis sees it.
 *
 * @param outer elements of the axes above
 * @param n size of the axis that is folded
 * @param inner elements of the axes below
 */
record Folded(int outer, int n, int inner) {

    static Folded along(Tensor x, int axis) {
        Shape s = x.shape();
        return new Folded((int) s.head(axis).numel(), s.dim(axis), (int) s.tail(axis + 1).numel());
    }

    /** How many results there are. */
    long results() {
        return (long) outer * inner;
    }
}
