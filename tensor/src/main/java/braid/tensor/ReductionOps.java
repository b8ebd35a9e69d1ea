package braid.tensor;

import braid.tensor.op.ArgMax;
import braid.tensor.op.Cumsum;
import braid.tensor.op.Max;
import braid.tensor.op.Min;
import braid.tensor.op.SquaredNorm;
import braid.tensor.op.Sum;

import java.util.List;

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

    /** Mean along one axis, which disappears. */
    default Tensor mean(int axis) {
        return sum(axis).div(self().dim(axis));
    }

    /** Mean along one axis, which stays with size 1. */
    default Tensor meanKeep(int axis) {
        return sumKeep(axis).div(self().dim(axis));
    }

    /**
     * Variance along one axis, which disappears: {@code sum (x - mean)^2 / (n - correction)}.
     *
     * @param correction 0 for the variance of the elements, 1 for an unbiased estimate
     */
    default Tensor var(int axis, int correction) {
        Tensor d = self().sub(meanKeep(axis));
        return d.mul(d).sum(axis).div(self().dim(axis) - correction);
    }

    /** Largest element along one axis, which disappears. */
    default Tensor max(int axis) {
        return new Max(self().shape().axis(axis)).apply(self()).squeeze(axis);
    }

    /** Smallest element along one axis, which disappears. */
    default Tensor min(int axis) {
        return new Min(self().shape().axis(axis)).apply(self()).squeeze(axis);
    }

    /** Largest of all elements; a scalar. */
    default Tensor max() {
        return new Max(0).apply(self().reshape(-1)).reshape(Shape.scalar());
    }

    /** Smallest of all elements; a scalar. */
    default Tensor min() {
        return new Min(0).apply(self().reshape(-1)).reshape(Shape.scalar());
    }

    /** Index of the largest element along one axis, which disappears; I32. */
    default Tensor argmax(int axis) {
        return new ArgMax(self().shape().axis(axis)).apply(self()).squeeze(axis);
    }

    /** Running sum along one axis. */
    default Tensor cumsum(int axis) {
        return new Cumsum(self().shape().axis(axis), false).apply(self());
    }

    /** Square root of the sum of all squares of several tensors, in double precision. */
    static double globalNorm(List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            return 0;
        }
        try (var scope = Scope.open()) {
            return Math.sqrt(new SquaredNorm().apply(tensors.toArray(new Tensor[0])).item());
        }
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
