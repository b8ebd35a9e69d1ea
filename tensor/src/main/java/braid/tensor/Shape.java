package braid.tensor;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Sizes of a tensor's axes, outermost first; immutable. Rank 0 is a scalar with one element. Axis
 * arguments may be negative and then count from the end.
 */
public final class Shape {

    private static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;
    private final long numel;
    private @Nullable Layout contiguous;

    private Shape(int[] dims) {
        this.dims = dims;
        this.numel = product(dims);
    }

    private static long product(int[] dims) {
        long n = 1;
        for (int d : dims) {
            if (d < 0) {
                throw new TensorException(
                        "shape: negative dimension " + d + " in " + Arrays.toString(dims),
                        "every dimension is 0 or more");
            }
            if (Math.multiplyHigh(n, d) != 0 || n * d < 0) {
                throw new TensorException(
                        "shape: too many elements in " + Arrays.toString(dims),
                        "at most 2^63 - 1, zeros aside");
            }
            n *= d;
        }
        return n;
    }

    /** Shape with these dimensions; none for a scalar. */
    public static Shape of(int... dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /** The shape of a scalar: rank 0, one element. */
    public static Shape scalar() {
        return SCALAR;
    }

    /** Number of axes. */
    public int rank() {
        return dims.length;
    }

    /** Size of one axis; a negative axis counts from the end. */
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /** Number of elements: the product of the dimensions, 1 for a scalar. */
    public long numel() {
        return numel;
    }

    /** A copy of the dimensions. */
    public int[] toArray() {
        return dims.clone();
    }

    /** The axis as a number in {@code [0, rank)}; throws where it is out of range. */
    public int axis(int axis) {
        int a = axis < 0 ? axis + dims.length : axis;
        if (a < 0 || a >= dims.length) {
            throw new TensorException(
                    "axis " + axis + " is out of range for shape " + this,
                    "rank is "
                            + dims.length
                            + ": axes run from "
                            + -dims.length
                            + " to "
                            + (dims.length - 1));
        }
        return a;
    }

    /** This shape with one axis set to another size. */
    public Shape with(int axis, int size) {
        int[] d = dims.clone();
        d[axis(axis)] = size;
        return new Shape(d);
    }

    /** This shape without one axis. */
    public Shape without(int axis) {
        int a = axis(axis);
        int[] d = new int[dims.length - 1];
        System.arraycopy(dims, 0, d, 0, a);
        System.arraycopy(dims, a + 1, d, a, d.length - a);
        return of(d);
    }

    /**
     * This shape with a new axis of the given size inserted before position {@code at} (0 … rank).
     */
    public Shape insert(int at, int size) {
        int a = at < 0 ? at + dims.length + 1 : at;
        if (a < 0 || a > dims.length) {
            throw new TensorException(
                    "position " + at + " is out of range for a new axis in shape " + this,
                    "positions run from 0 to " + dims.length);
        }
        int[] d = new int[dims.length + 1];
        System.arraycopy(dims, 0, d, 0, a);
        d[a] = size;
        System.arraycopy(dims, a, d, a + 1, dims.length - a);
        return new Shape(d);
    }

    /** The leading {@code count} axes. */
    public Shape head(int count) {
        return of(Arrays.copyOf(dims, count));
    }

    /** The axes from {@code from} on. */
    public Shape tail(int from) {
        return of(Arrays.copyOfRange(dims, from, dims.length));
    }

    /** This shape's axes followed by another's. */
    public Shape append(Shape other) {
        int[] d = Arrays.copyOf(dims, dims.length + other.dims.length);
        System.arraycopy(other.dims, 0, d, dims.length, other.dims.length);
        return of(d);
    }

    /** Row-major layout of this shape at offset 0; made once. */
    public Layout contiguous() {
        Layout c = contiguous;
        if (c == null) {
            c = Layout.rowMajor(this);
            contiguous = c;
        }
        return c;
    }

    /**
     * The shape to which both broadcast by NumPy's rule: axes are aligned at the end, and a size of
     * 1 stretches.
     *
     * @param op name for the message
     */
    public static Shape broadcast(String op, Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        int rank = Math.max(a.rank(), b.rank());
        int[] d = new int[rank];
        for (int i = 0; i < rank; i++) {
            int x = i < rank - a.rank() ? 1 : a.dims[i - rank + a.rank()];
            int y = i < rank - b.rank() ? 1 : b.dims[i - rank + b.rank()];
            if (x != y && x != 1 && y != 1) {
                throw new TensorException(
                        op + ": shapes do not broadcast: lhs " + a + ", rhs " + b,
                        "axes are aligned at the end and must be equal or 1; "
                                + x
                                + " meets "
                                + y
                                + ": insert an axis with unsqueeze or transpose one operand");
            }
            d[i] = x == 1 ? y : x;
        }
        return of(d);
    }

    @Override
    public boolean equals(Object o) {
        return this == o || (o instanceof Shape s && Arrays.equals(dims, s.dims));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** For example {@code [8, 64, 128]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
