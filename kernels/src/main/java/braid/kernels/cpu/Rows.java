package braid.kernels.cpu;

import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * Operands that broadcast to one shape, seen as rows: axes of size 1 are dropped, neighbouring axes
 * that step alike in every operand are merged, and the last axis that is left is the row. What is
 * contiguous in all operands thus becomes a single row.
 */
public final class Rows {

    private final int[] dims;
    private final int[][] strides;
    private final int[] starts;
    private final int[] steps;
    private int axes;
    private int width = 1;
    private int count = 1;

    /**
     * @param operands the last one gives the shape
     */
    public Rows(Tensor... operands) {
        Shape shape = operands[operands.length - 1].shape();
        int rank = shape.rank();
        dims = new int[rank];
        strides = new int[operands.length][rank];
        starts = new int[operands.length];
        steps = new int[operands.length];
        for (int k = 0; k < operands.length; k++) {
            starts[k] = CpuStorage.offset(operands[k]);
            steps[k] = 1;
        }
        for (int a = 0; a < rank; a++) {
            int size = shape.dim(rank - 1 - a);
            if (size != 1) {
                for (int k = 0; k < operands.length; k++) {
                    strides[k][axes] = stride(operands[k].layout(), a);
                }
                dims[axes] = size;
                axes = axes > 0 && merges(axes) ? axes : axes + 1;
            }
        }
        if (axes > 0) {
            width = dims[0];
            for (int k = 0; k < operands.length; k++) {
                steps[k] = strides[k][0];
            }
        }
        for (int a = 1; a < axes; a++) {
            count *= dims[a];
        }
    }

    /** Step of the axis at this place from the end; 0 where the operand is repeated. */
    private static int stride(Layout l, int fromEnd) {
        int axis = l.shape().rank() - 1 - fromEnd;
        return axis < 0 || l.shape().dim(axis) == 1 ? 0 : (int) l.stride(axis);
    }

    /**
     * Merges the axis collected at {@code at} into the one before it, if every operand allows it.
     */
    private boolean merges(int at) {
        for (int[] s : strides) {
            if (s[at] != s[at - 1] * dims[at - 1]) {
                return false;
            }
        }
        dims[at - 1] *= dims[at];
        return true;
    }

    /** Number of axes that are left, the row's included; 0 for a single element. */
    public int axes() {
        return axes;
    }

    /** Elements along an axis that is left; 0 is the row's, then outwards. */
    public int size(int axis) {
        return dims[axis];
    }

    /** Step of an operand along an axis that is left; 0 is the row's, then outwards. */
    public int step(int operand, int axis) {
        return strides[operand][axis];
    }

    /** Distance of neighbouring elements of an operand's row; 0 where one element is repeated. */
    public int step(int operand) {
        return steps[operand];
    }

    /** Work on part of a row: n neighbouring elements. */
    @FunctionalInterface
    public interface Task {
        /**
         * @param row where the row starts in each operand
         * @param from first element of the row
         */
        void run(Cursor row, int from, int n);
    }

    /**
     * Runs a task on all rows, by all threads.
     *
     * @param longest rows are cut into parts of at most so many elements
     * @param grain elements that a thread takes at least
     */
    public void forEach(int longest, int grain, Task task) {
        int perRow = (width + longest - 1) / longest;
        Workers.shared()
                .forRange(
                        count * perRow,
                        Math.max(1, grain / Math.clamp(width, 1, longest)),
                        (w, first, last) -> {
                            var row = new Cursor(first / perRow);
                            int from = first % perRow * longest;
                            for (int p = first; p < last; p++) {
                                task.run(row, from, Math.min(longest, width - from));
                                from += longest;
                                if (from >= width) {
                                    from = 0;
                                    row.next();
                                }
                            }
                        });
    }

    /** Runs a task on all rows, one after the other, on this thread. */
    public void forEachInOrder(Task task) {
        if (count == 0) {
            return;
        }
        var row = new Cursor(0);
        for (int r = 0; r < count; r++) {
            task.run(row, 0, width);
            row.next();
        }
    }

    /** A row, and where it starts in each operand. */
    public final class Cursor {

        private final int[] at = starts.clone();
        private final int[] index = new int[Math.max(0, axes - 1)];

        private Cursor(int row) {
            int rest = row;
            for (int a = 0; a < index.length; a++) {
                index[a] = rest % dims[a + 1];
                rest /= dims[a + 1];
                move(a, index[a]);
            }
        }

        /** Where the row of an operand starts in its array. */
        public int at(int operand) {
            return at[operand];
        }

        /** Goes to the next row; after the last to the first. */
        private void next() {
            for (int a = 0; a < index.length; a++) {
                if (++index[a] < dims[a + 1]) {
                    move(a, 1);
                    return;
                }
                move(a, 1 - dims[a + 1]);
                index[a] = 0;
            }
        }

        private void move(int axis, int by) {
            for (int k = 0; k < at.length; k++) {
                at[k] += by * strides[k][axis + 1];
            }
        }
    }
}
