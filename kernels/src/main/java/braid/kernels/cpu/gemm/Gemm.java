package braid.kernels.cpu.gemm;

import braid.tensor.TensorException;

/**
 * One call of {@link Sgemm}: {@code C = epilogue(alpha op(A) op(B) + beta C)}. All matrices are
 * row-major windows into arrays: element (i, j) of A stands at {@code aOff + i lda + j}.
 *
 * @param transA A is stored as (k, m) and used transposed
 * @param transB B is stored as (n, k) and used transposed
 * @param m rows of C
 * @param n columns of C
 * @param k length of the sums
 */
record Gemm(
        boolean transA,
        boolean transB,
        int m,
        int n,
        int k,
        float alpha,
        float[] a,
        int aOff,
        int lda,
        float[] b,
        int bOff,
        int ldb,
        float beta,
        float[] c,
        int cOff,
        int ldc,
        Epilogue epilogue) {

    /** Refuses windows that do not fit their arrays: kernels rely on it. */
    void check() {
        if (m < 0 || n < 0 || k < 0) {
            throw new TensorException(
                    "sgemm: m = " + m + ", n = " + n + ", k = " + k, "sizes are 0 or more");
        }
        window("A", a.length, aOff, lda, transA ? k : m, transA ? m : k);
        window("B", b.length, bOff, ldb, transB ? n : k, transB ? k : n);
        window("C", c.length, cOff, ldc, m, n);
        epilogue.check(m, n);
    }

    static void window(String name, int length, int offset, int stride, int rows, int columns) {
        if (rows == 0 || columns == 0) {
            return;
        }
        long end = offset + (long) (rows - 1) * stride + columns;
        if (offset < 0 || (rows > 1 && stride < columns) || end > length) {
            throw new TensorException(
                    "sgemm: %s is %d x %d with row stride %d from %d, its array has %d floats"
                            .formatted(name, rows, columns, stride, offset, length),
                    "the row stride is at least a row's length, and the last row ends at %d here"
                            .formatted(end));
        }
    }

    /** A column that lies dense is as good as a row: B as (1, k) instead of (k, 1). */
    Gemm simplified() {
        if (!transB && n == 1 && ldb == 1) {
            return new Gemm(
                    transA, true, m, n, k, alpha, a, aOff, lda, b, bOff, k, beta, c, cOff, ldc,
                    epilogue);
        }
        return this;
    }

    /** The same product of other windows of the same arrays. */
    Gemm at(int newA, int newB, int newC) {
        return new Gemm(
                transA, transB, m, n, k, alpha, a, newA, lda, b, newB, ldb, beta, c, newC, ldc,
                epilogue);
    }
}
