package braid.kernels.cpu.linalg;

import braid.kernels.cpu.gemm.Epilogue;
import braid.kernels.cpu.gemm.Sgemm;

/** {@code C = A B} or {@code C += A B} of matrices inside arrays. */
final class Product {

    private Product() {}

    /**
     * Computes a product.
     *
     * @param fast F32 by {@link Sgemm}, which needs dense operands; else in double arithmetic
     */
    static void run(Matrix a, Matrix b, Matrix c, boolean accumulate, boolean fast) {
        if (!fast) {
            reference(a, b, c, accumulate);
        } else if (c.isRowMajor()) {
            sgemm(a, b, c, accumulate, Epilogue.NONE);
        } else if (c.transposed().isRowMajor()) {
            sgemm(b.transposed(), a.transposed(), c.transposed(), accumulate, Epilogue.NONE);
        } else {
            sparse(a, b, c, accumulate);
        }
    }

    /** The product of dense matrices, with an epilogue; C is row-major. */
    static void sgemm(Matrix a, Matrix b, Matrix c, boolean accumulate, Epilogue epilogue) {
        Matrix storedA = a.isRowMajor() ? a : a.transposed();
        Matrix storedB = b.isRowMajor() ? b : b.transposed();
        Sgemm.gemm(
                storedA != a,
                storedB != b,
                c.rows(),
                c.columns(),
                a.columns(),
                1f,
                storedA.floats(),
                a.offset(),
                storedA.leading(),
                storedB.floats(),
                b.offset(),
                storedB.leading(),
                accumulate ? 1f : 0f,
                c.floats(),
                c.offset(),
                c.leading(),
                epilogue);
    }

    /** Products of dense matrices at even distances; C is row-major. */
    static void batched(
            int batch,
            Matrix a,
            int strideA,
            Matrix b,
            int strideB,
            Matrix c,
            int strideC,
            boolean accumulate) {
        Matrix storedA = a.isRowMajor() ? a : a.transposed();
        Matrix storedB = b.isRowMajor() ? b : b.transposed();
        Sgemm.batched(
                batch,
                strideA,
                strideB,
                strideC,
                storedA != a,
                storedB != b,
                c.rows(),
                c.columns(),
                a.columns(),
                1f,
                storedA.floats(),
                a.offset(),
                storedA.leading(),
                storedB.floats(),
                b.offset(),
                storedB.leading(),
                accumulate ? 1f : 0f,
                c.floats(),
                c.offset(),
                c.leading());
    }

    /** C with gaps both ways: the product is computed beside it and then laid out. */
    private static void sparse(Matrix a, Matrix b, Matrix c, boolean accumulate) {
        int n = c.columns();
        float[] product = new float[Math.multiplyExact(c.rows(), n)];
        sgemm(a, b, c.on(product), false, Epilogue.NONE);
        float[] to = c.floats();
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < n; j++) {
                int at = c.offset() + i * c.rowStride() + j * c.columnStride();
                to[at] = accumulate ? to[at] + product[i * n + j] : product[i * n + j];
            }
        }
    }

    private static void reference(Matrix a, Matrix b, Matrix c, boolean accumulate) {
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                int at = c.offset() + i * c.rowStride() + j * c.columnStride();
                double sum = accumulate ? c.reals().get(at) : 0;
                int x = a.offset() + i * a.rowStride();
                int y = b.offset() + j * b.columnStride();
                for (int k = 0; k < a.columns(); k++) {
                    sum += a.reals().get(x) * b.reals().get(y);
                    x += a.columnStride();
                    y += b.rowStride();
                }
                c.reals().set(at, sum);
            }
        }
    }
}
