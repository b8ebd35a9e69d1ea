package braid.tests.op.rig;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;

import java.util.Locale;

/** How an operand or a result lies in memory. */
public enum Placement {
    /** Row-major, alone in its storage. */
    ROW_MAJOR,
    /** The axes in reverse order, as after a transposition. */
    TRANSPOSED,
    /**
     * Every second element of the last axis of a larger tensor, from an offset; what lies between
     * is NaN, or the largest integer.
     */
    SLICED,
    /** One slice repeated along the first axis with stride 0. */
    EXPANDED;

    /** Whether this differs from the ones before for a shape. */
    boolean fits(Shape shape) {
        return switch (this) {
            case ROW_MAJOR -> true;
            case TRANSPOSED -> shape.rank() >= 2;
            case SLICED -> shape.rank() >= 1;
            case EXPANDED -> shape.rank() >= 1 && shape.dim(0) > 1;
        };
    }

    private Shape memory(Shape shape) {
        return switch (this) {
            case ROW_MAJOR -> shape;
            case TRANSPOSED -> Shape.of(reversed(shape.toArray()));
            case SLICED -> {
                Shape wide = shape.with(-1, 2 * shape.dim(-1) + 3);
                yield shape.rank() == 1 ? wide : wide.with(0, shape.dim(0) + 2);
            }
            case EXPANDED -> shape.with(0, 1);
        };
    }

    private Layout layout(Shape shape) {
        Layout all = memory(shape).contiguous();
        return switch (this) {
            case ROW_MAJOR -> all;
            case TRANSPOSED -> {
                int[] order = new int[shape.rank()];
                java.util.Arrays.setAll(order, a -> a);
                yield all.permute(reversed(order));
            }
            case SLICED -> {
                Layout columns = all.slice(-1, 3, 3 + 2 * shape.dim(-1), 2);
                yield shape.rank() == 1 ? columns : columns.slice(0, 1, 1 + shape.dim(0), 1);
            }
            case EXPANDED -> all.expand(shape);
        };
    }

    private static int[] reversed(int[] a) {
        int[] b = new int[a.length];
        for (int i = 0; i < a.length; i++) {
            b[i] = a[a.length - 1 - i];
        }
        return b;
    }

    /** A tensor with these numbers, rounded to the type; in memory that it does not fill. */
    Tensor place(Shape shape, DType dtype, double[] values, Device device) {
        Shape memory = memory(shape);
        Layout layout = layout(shape);
        int size = (int) memory.numel();
        Object raw = Host.make(dtype, size);
        double between = dtype.isFloating() ? Double.NaN : Double.POSITIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            Host.set(raw, dtype, i, between);
        }
        int[] at = Host.positions(layout);
        // Of numbers that fall on one place the first is kept.
        for (int i = at.length - 1; i >= 0; i--) {
            Host.set(raw, dtype, at[i], values[i]);
        }
        Tensor t = Tensor.allocate(memory, dtype, device);
        device.backend().write(raw, 0, t.storage(), 0, size);
        return t.viewAs(layout);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
