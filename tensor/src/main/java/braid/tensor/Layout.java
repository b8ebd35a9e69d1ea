package braid.tensor;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Where the elements of a tensor lie in its storage: element {@code (i, j, …)} is at {@code offset
 * + i·strides[0] + j·strides[1] + …}, in elements. Views are new layouts over the same storage. A
 * stride of 0 repeats an axis (broadcast).
 *
 * @param shape sizes of the axes
 * @param strides step of each axis, in elements; not to be modified
 * @param offset position of element {@code (0, 0, …)}, in elements
 */
public record Layout(Shape shape, long[] strides, long offset) {

    /** Row-major layout at offset 0. */
    static Layout rowMajor(Shape shape) {
        long[] strides = new long[shape.rank()];
        long step = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(1, shape.dim(i));
        }
        return new Layout(shape, strides, 0);
    }

    /** Step of one axis in elements; a negative axis counts from the end. */
    public long stride(int axis) {
        return strides[shape.axis(axis)];
    }

    /** Whether the elements lie row-major without gaps (axes of size 1 may have any stride). */
    public boolean isContiguous() {
        if (this == shape.contiguous()) {
            return true;
        }
        long step = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            int d = shape.dim(i);
            if (d != 1 && strides[i] != step) {
                return shape.numel() == 0;
            }
            step *= d;
        }
        return true;
    }

    /**
     * The same elements in another order of axes.
     *
     * @param order for each new axis, the old axis that it shows
     */
    public Layout permute(int... order) {
        boolean[] seen = new boolean[shape.rank()];
        int[] dims = new int[order.length];
        long[] steps = new long[order.length];
        boolean valid = order.length == shape.rank();
        for (int i = 0; valid && i < order.length; i++) {
            int a = shape.axis(order[i]);
            valid = !seen[a];
            seen[a] = true;
            dims[i] = shape.dim(a);
            steps[i] = strides[a];
        }
        if (!valid) {
            throw new TensorException(
                    "permute: order " + Arrays.toString(order) + " does not fit shape " + shape,
                    "name every axis exactly once");
        }
        return new Layout(Shape.of(dims), steps, offset);
    }

    /**
     * Elements {@code start, start + step, …} below {@code end} of one axis.
     *
     * @param step 1 or more
     */
    public Layout slice(int axis, int start, int end, int step) {
        int a = shape.axis(axis);
        int n = shape.dim(a);
        if (start < 0 || end > n || start > end || step < 1) {
            throw new TensorException(
                    "slice: range ["
                            + start
                            + ", "
                            + end
                            + ") step "
                            + step
                            + " does not fit axis "
                            + a
                            + " of shape "
                            + shape,
                    "0 <= start <= end <= " + n + " and step >= 1");
        }
        int count = Math.ceilDiv(end - start, step);
        long[] steps = strides.clone();
        steps[a] *= step;
        // Nothing begins nowhere: an empty slice at the end must not point behind the storage.
        long first = count == 0 ? offset : offset + start * strides[a];
        return new Layout(shape.with(a, count), steps, first);
    }

    /** This layout repeated to a larger shape by NumPy's broadcasting, with strides of 0. */
    public Layout expand(Shape to) {
        int lead = to.rank() - shape.rank();
        boolean fits = lead >= 0;
        long[] steps = new long[to.rank()];
        for (int i = 0; fits && i < shape.rank(); i++) {
            int d = shape.dim(i);
            int t = to.dim(i + lead);
            fits = d == t || d == 1;
            steps[i + lead] = d == t ? strides[i] : 0;
        }
        if (!fits) {
            throw new TensorException(
                    "expand: shape " + shape + " does not expand to " + to,
                    "axes are aligned at the end; only axes of size 1 stretch");
        }
        return new Layout(to, steps, offset);
    }

    /**
     * Windows of one axis: axis {@code axis} becomes the window number, and a new last axis runs
     * inside the window. Windows overlap where {@code step < size}.
     */
    public Layout unfold(int axis, int size, int step) {
        int a = shape.axis(axis);
        int n = shape.dim(a);
        if (size < 1 || size > n || step < 1) {
            throw new TensorException(
                    "unfold: windows of "
                            + size
                            + " step "
                            + step
                            + " do not fit axis "
                            + a
                            + " of "
                            + shape,
                    "1 <= size <= " + n + " and step >= 1");
        }
        int count = (n - size) / step + 1;
        long[] steps = Arrays.copyOf(strides, strides.length + 1);
        steps[strides.length] = strides[a];
        steps[a] = strides[a] * step;
        return new Layout(shape.with(a, count).insert(shape.rank(), size), steps, offset);
    }

    /**
     * The layout of a reshape that copies nothing, or null where the elements would have to move.
     * Both shapes have the same number of elements.
     */
    public @Nullable Layout tryReshape(Shape to) {
        if (isContiguous()) {
            return offset == 0 ? to.contiguous() : new Layout(to, to.contiguous().strides, offset);
        }
        long[] steps = new long[to.rank()];
        int i = shape.rank() - 1;
        int j = to.rank() - 1;
        while (j >= 0) {
            if (to.dim(j) == 1) {
                j--;
                continue;
            }
            while (i >= 0 && shape.dim(i) == 1) {
                i--;
            }
            // Match a run of old axes that is uniform in memory with a run of new axes.
            long have = shape.dim(i);
            long need = to.dim(j);
            long step = strides[i];
            steps[j] = step;
            long inner = need;
            while (have != need) {
                if (have < need) {
                    i--;
                    if (strides[i] != step * have && shape.dim(i) != 1) {
                        return null;
                    }
                    have *= shape.dim(i);
                } else {
                    j--;
                    steps[j] = step * inner;
                    need *= to.dim(j);
                    inner = need;
                }
            }
            i--;
            j--;
        }
        return new Layout(to, steps, offset);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Layout l
                && offset == l.offset
                && shape.equals(l.shape)
                && Arrays.equals(strides, l.strides);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * shape.hashCode() + Arrays.hashCode(strides)) + Long.hashCode(offset);
    }

    @Override
    public String toString() {
        return shape + " strides " + Arrays.toString(strides) + " offset " + offset;
    }
}
