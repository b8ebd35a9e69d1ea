package braid.tests.op.rig;

import braid.tensor.Shape;

import java.util.function.ToDoubleFunction;

/**
 * The numbers of an operand in double precision, row-major: what a case's formula reads.
 *
 * @param shape sizes of the axes
 * @param data the numbers; not to be modified
 */
public record Values(Shape shape, double[] data) {

    /**
     * The number at an index. As in broadcasting, an axis of size 1 repeats, and leading axes that
     * this operand lacks are passed over.
     */
    public double at(int... index) {
        int lead = index.length - shape.rank();
        int position = 0;
        for (int a = 0; a < shape.rank(); a++) {
            int n = shape.dim(a);
            position = position * n + (n == 1 ? 0 : index[a + lead]);
        }
        return data[position];
    }

    /** As {@link #at}, as a whole number. */
    public int intAt(int... index) {
        return (int) at(index);
    }

    /** Size of one axis; a negative axis counts from the end. */
    public int dim(int axis) {
        return shape.dim(axis);
    }

    /** A result element by element, from its index; the index is not to be kept. */
    public static double[] each(Shape shape, ToDoubleFunction<int[]> f) {
        double[] out = new double[(int) shape.numel()];
        int[] index = new int[shape.rank()];
        int[] dims = shape.toArray();
        for (int i = 0; i < out.length; i++) {
            int rest = i;
            for (int a = index.length - 1; a >= 0; a--) {
                index[a] = rest % dims[a];
                rest /= dims[a];
            }
            out[i] = f.applyAsDouble(index);
        }
        return out;
    }
}
