package braid.kernels.cpu.linalg;

import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.tensor.Layout;
import braid.tensor.Tensor;

/**
 * A matrix inside an array: element (i, j) is at {@code offset + i·rowStride + j·columnStride}.
 *
 * @param array the Java array
 * @param reals the same memory, as doubles
 */
record Matrix(
        Object array,
        Reals reals,
        int offset,
        int rows,
        int columns,
        int rowStride,
        int columnStride) {

    /** The last two axes of a tensor, at a position of its storage. */
    static Matrix of(Tensor t, Layout layout, int offset) {
        int r = layout.shape().rank();
        return new Matrix(
                CpuStorage.array(t),
                Reals.of(t),
                offset,
                layout.shape().dim(r - 2),
                layout.shape().dim(r - 1),
                (int) layout.strides()[r - 2],
                (int) layout.strides()[r - 1]);
    }

    /** All axes of a row-major tensor but the last joined to rows. */
    static Matrix rows(Tensor t) {
        int n = t.dim(-1);
        int m = n == 0 ? 0 : (int) (t.numel() / n);
        return new Matrix(CpuStorage.array(t), Reals.of(t), CpuStorage.offset(t), m, n, n, 1);
    }

    /** A matrix of the same size, row-major, in an array of its own. */
    Matrix on(float[] other) {
        return new Matrix(other, new Reals.OfFloats(other), 0, rows, columns, columns, 1);
    }

    /** The Java array of F32. */
    float[] floats() {
        return (float[]) array;
    }

    /** The same memory with rows and columns exchanged. */
    Matrix transposed() {
        return new Matrix(array, reals, offset, columns, rows, columnStride, rowStride);
    }

    /** Whether one of the axes is dense and rows do not overlap, as BLAS wants it. */
    boolean isDense() {
        return isRowMajor() || transposed().isRowMajor();
    }

    /**
     * Whether each row is dense. A matrix of one column, or of one row, may have any stride there.
     */
    boolean isRowMajor() {
        return (columnStride == 1 || columns <= 1) && (rowStride >= columns || rows <= 1);
    }

    /** Distance between rows for BLAS, where a single row's own stride does not matter. */
    int leading() {
        return rows <= 1 ? Math.max(1, columns) : rowStride;
    }
}
