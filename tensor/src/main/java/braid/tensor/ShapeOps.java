package braid.tensor;

import braid.tensor.op.Contiguous;
import braid.tensor.op.Expand;
import braid.tensor.op.Permute;
import braid.tensor.op.Reshape;
import braid.tensor.op.Slice;
import braid.tensor.op.Unfold;

/** Methods of {@link Tensor} that show the same elements in another way. Views copy nothing. */
public interface ShapeOps {

    /** This tensor. */
    Tensor self();

    /**
     * The same elements row-major with other axes; a view where the layout allows it, else a copy.
     *
     * @param dims new sizes; one of them may be -1 and is then computed
     */
    default Tensor reshape(int... dims) {
        return reshape(infer(self().shape(), dims));
    }

    /** As {@link #reshape(int...)}. */
    default Tensor reshape(Shape shape) {
        Tensor t = self();
        if (t.shape().equals(shape)) {
            return t;
        }
        if (t.numel() == shape.numel() && t.layout().tryReshape(shape) == null) {
            t = t.contiguous();
        }
        return new Reshape(shape).apply(t);
    }

    private static Shape infer(Shape from, int[] dims) {
        int[] d = dims.clone();
        int open = -1;
        long known = 1;
        for (int i = 0; i < d.length; i++) {
            if (d[i] == -1 && open < 0) {
                open = i;
            } else {
                known *= d[i];
            }
        }
        if (open >= 0 && known > 0 && from.numel() % known == 0) {
            d[open] = (int) (from.numel() / known);
        } else if (open >= 0) {
            throw new TensorException(
                    "reshape: " + from + " does not divide into " + java.util.Arrays.toString(dims),
                    "the known sizes must divide " + from.numel());
        }
        return Shape.of(d);
    }

    /** Axes in another order: axis {@code i} of the result is axis {@code order[i]} of this. */
    default Tensor permute(int... order) {
        return new Permute(order).apply(self());
    }

    /** Two axes exchanged. */
    default Tensor transpose(int axis1, int axis2) {
        Shape s = self().shape();
        int[] order = new int[s.rank()];
        java.util.Arrays.setAll(order, i -> i);
        order[s.axis(axis1)] = s.axis(axis2);
        order[s.axis(axis2)] = s.axis(axis1);
        return permute(order);
    }

    /**
     * Elements {@code start} to {@code end - 1} of an axis; a negative {@code end} counts from the
     * end.
     */
    default Tensor slice(int axis, int start, int end) {
        return slice(axis, start, end, 1);
    }

    /** Every {@code step}-th element from {@code start} below {@code end} of an axis. */
    default Tensor slice(int axis, int start, int end, int step) {
        Shape s = self().shape();
        int a = s.axis(axis);
        int n = s.dim(a);
        return new Slice(a, start < 0 ? start + n : start, end < 0 ? end + n : end, step)
                .apply(self());
    }

    /** One element of an axis, which disappears. */
    default Tensor select(int axis, int index) {
        int a = self().shape().axis(axis);
        int i = index < 0 ? index + self().dim(a) : index;
        return slice(a, i, i + 1).squeeze(a);
    }

    /** Repeats axes of size 1, and missing leading axes, to a larger shape. */
    default Tensor expand(Shape shape) {
        return self().shape().equals(shape) ? self() : new Expand(shape).apply(self());
    }

    /** As {@link #expand}, to the shape of another tensor. */
    default Tensor expandAs(Tensor other) {
        return expand(other.shape());
    }

    /** Removes an axis of size 1. */
    default Tensor squeeze(int axis) {
        Shape s = self().shape();
        if (s.dim(axis) != 1) {
            throw new TensorException(
                    "squeeze: axis " + axis + " of " + s + " has size " + s.dim(axis),
                    "only an axis of size 1 can be removed; select(axis, index) takes one element");
        }
        return reshape(s.without(axis));
    }

    /** Inserts an axis of size 1 before position {@code axis} (0 … rank; -1 is after the last). */
    default Tensor unsqueeze(int axis) {
        return reshape(self().shape().insert(axis, 1));
    }

    /** Joins the axes from {@code first} to {@code last} into one. */
    default Tensor flatten(int first, int last) {
        Shape s = self().shape();
        int f = s.axis(first);
        int l = s.axis(last);
        long n = 1;
        for (int i = f; i <= l; i++) {
            n *= s.dim(i);
        }
        return reshape(s.head(f).append(Shape.of((int) n)).append(s.tail(l + 1)));
    }

    /** Windows of an axis; see {@link Unfold}. */
    default Tensor unfold(int axis, int size, int step) {
        return new Unfold(self().shape().axis(axis), size, step).apply(self());
    }

    /** A row-major copy; this tensor if it is row-major already. */
    default Tensor contiguous() {
        return self().isContiguous() ? self() : new Contiguous().apply(self());
    }
}
