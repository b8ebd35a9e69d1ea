package braid.tensor;

import braid.tensor.op.Sum;

/** Methods of {@link Tensor} that fold elements along axes. */
public interface ReductionOps {

    /** This tensor. */
    Tensor self();

    /** Sum of all elements; a scalar. */
    default Tensor sum() {
        Tensor flat = self().reshape(-1);
        return new Sum(0).apply(flat).reshape(Shape.scalar());
    }

    /** Sum along one axis, which disappears. */
    default Tensor sum(int axis) {
        return sumKeep(axis).squeeze(axis);
    }

    /** Sum along one axis, which stays with size 1. */
    default Tensor sumKeep(int axis) {
        return new Sum(self().shape().axis(axis)).apply(self());
    }

    /** Mean of all elements; a scalar. */
    default Tensor mean() {
        return sum().div(self().numel());
    }

    /** Sums away what broadcasting from {@code shape} to this shape repeated. */
    default Tensor sumTo(Shape shape) {
        Tensor t = self();
        int lead = t.rank() - shape.rank();
        for (int i = 0; i < t.rank() && !t.shape().equals(shape); i++) {
            int want = i < lead ? 1 : shape.dim(i - lead);
            if (t.dim(i) != want) {
                t = t.sumKeep(i);
            }
        }
        return t.reshape(shape);
    }
}
