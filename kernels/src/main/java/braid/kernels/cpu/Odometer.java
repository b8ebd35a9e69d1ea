package braid.kernels.cpu;

import braid.tensor.Layout;
import braid.tensor.Shape;

/** Walks several layouts of one shape together, in row-major order, one element at a time. */
public final class Odometer {

    private final int[] dims;
    private final int[] index;
    private final long[][] strides;
    private final long[] positions;

    /**
     * @param shape what is walked over
     * @param layouts each of this shape (expand first where it broadcasts)
     */
    public Odometer(Shape shape, Layout... layouts) {
        dims = shape.toArray();
        index = new int[dims.length];
        strides = new long[layouts.length][];
        positions = new long[layouts.length];
        for (int i = 0; i < layouts.length; i++) {
            Layout l = layouts[i].shape().equals(shape) ? layouts[i] : layouts[i].expand(shape);
            strides[i] = l.strides();
            positions[i] = l.offset();
        }
    }

    /** Where the current element of a layout lies. */
    public int position(int layout) {
        return (int) positions[layout];
    }

    /** Goes to the next element; after the last it is back at the first. */
    public void next() {
        for (int a = dims.length - 1; a >= 0; a--) {
            if (++index[a] < dims[a]) {
                move(a, 1);
                return;
            }
            move(a, 1 - dims[a]);
            index[a] = 0;
        }
    }

    /** Goes forward by {@code count} elements from the first. */
    public void skip(long count) {
        long rest = count;
        for (int a = dims.length - 1; a >= 0; a--) {
            int to = (int) (rest % dims[a]);
            rest /= dims[a];
            move(a, to - index[a]);
            index[a] = to;
        }
    }

    private void move(int axis, long steps) {
        for (int i = 0; i < positions.length; i++) {
            positions[i] += steps * strides[i][axis];
        }
    }
}
