package braid.kernels.device;

import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;

import java.util.Arrays;

/** A stack of matrices: element (i, j) of one is at i rows + j columns of the strides. */
record Matrix(Tensor tensor, Layout layout) {

    int rows() {
        return layout.shape().dim(-2);
    }

    int columns() {
        return layout.shape().dim(-1);
    }

    long rowStride() {
        return layout.stride(-2);
    }

    long columnStride() {
        return layout.stride(-1);
    }

    /** Whether columns, not rows, are dense. */
    boolean isTurned() {
        return columnStride() != 1 && rowStride() == 1;
    }

    boolean isDense() {
        return columnStride() == 1 || rowStride() == 1;
    }

    Matrix turned() {
        int r = layout.shape().rank();
        int[] order = new int[r];
        Arrays.setAll(order, i -> i);
        order[r - 2] = r - 1;
        order[r - 1] = r - 2;
        return new Matrix(tensor, layout.permute(order));
    }

    /** Repeated to the axes of a batch. */
    Matrix over(Shape batch) {
        return new Matrix(
                tensor,
                layout.expand(batch.append(layout.shape().tail(layout.shape().rank() - 2))));
    }

    Layout head() {
        int n = layout.shape().rank() - 2;
        return new Layout(
                layout.shape().head(n), Arrays.copyOf(layout.strides(), n), layout.offset());
    }

    /** Where each of the matrices begins. */
    Strides heads() {
        return Strides.merged("matmul", head().shape(), head())[0];
    }

    /** All axes of a row-major tensor but the last joined to rows. */
    static Matrix ofRows(Tensor t) {
        int n = t.dim(-1);
        int m = n == 0 ? 0 : (int) (t.numel() / n);
        long[] strides = {n, 1};
        return new Matrix(t, new Layout(Shape.of(m, n), strides, t.layout().offset()));
    }

    static Matrix of(Tensor t) {
        return new Matrix(t, t.layout());
    }
}
