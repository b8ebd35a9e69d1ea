package braid.kernels.device;

import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.TensorException;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the elements of a tensor lie, as kernels take it: sizes and strides of axes, neighbours
 * merged where all tensors of the launch allow it. The struct {@code STRIDES} of the preludes: an
 * int for the number of axes, one of padding, {@link #AXES} ints of sizes, {@link #AXES} 64-bit
 * strides.
 *
 * @param sizes of the axes, outermost first
 * @param strides in elements
 */
public record Strides(int[] sizes, long[] strides) {

    /** Most axes that are left after merging. */
    public static final int AXES = 8;

    /** Bytes of the struct. */
    public static final int BYTES = 8 + AXES * (4 + 8);

    /**
     * The strides of several tensors of one shape, their axes merged together.
     *
     * @param op for the message
     */
    static Strides[] merged(String op, Shape shape, Layout... layouts) {
        if (shape.numel() > Integer.MAX_VALUE) {
            throw new TensorException(
                    op + ": " + shape + " has " + shape.numel() + " elements",
                    "kernels of devices count " + Integer.MAX_VALUE + "; split the tensor");
        }
        int rank = shape.rank();
        int[] sizes = new int[rank];
        long[][] strides = new long[layouts.length][rank];
        int n = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (shape.dim(axis) == 1) {
                continue;
            }
            boolean joins = n > 0;
            for (int t = 0; joins && t < layouts.length; t++) {
                joins = strides[t][n - 1] == layouts[t].stride(axis) * shape.dim(axis);
            }
            int to = joins ? n - 1 : n++;
            sizes[to] = joins ? sizes[to] * shape.dim(axis) : shape.dim(axis);
            for (int t = 0; t < layouts.length; t++) {
                strides[t][to] = layouts[t].stride(axis);
            }
        }
        if (n > AXES) {
            throw new TensorException(
                    op + ": " + shape + " has " + n + " axes that cannot be merged",
                    "kernels take " + AXES + "; reshape, or move to the CPU, before permuting");
        }
        Strides[] merged = new Strides[layouts.length];
        for (int t = 0; t < layouts.length; t++) {
            merged[t] = new Strides(Arrays.copyOf(sizes, n), Arrays.copyOf(strides[t], n));
        }
        return merged;
    }

    /** Writes the struct, and moves the buffer's position behind it. */
    public void put(ByteBuffer to) {
        int at = to.position();
        to.putInt(at, sizes.length);
        for (int a = 0; a < sizes.length; a++) {
            to.putInt(at + 8 + 4 * a, sizes[a]);
            to.putLong(at + 8 + 4 * AXES + 8 * a, strides[a]);
        }
        to.position(at + BYTES);
    }

    /** The outermost axes. */
    Strides head(int axes) {
        return new Strides(Arrays.copyOf(sizes, axes), Arrays.copyOf(strides, axes));
    }
}
