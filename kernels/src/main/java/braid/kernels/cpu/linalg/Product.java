package braid.kernels.cpu.linalg;

/** {@code C = A B} or {@code C += A B} of matrices inside arrays. */
final class Product {

    private Product() {}

    /**
     * @param fast F32 by {@code Sgemm}, which needs dense operands; else in double arithmetic
     */
    static void run(Matrix a, Matrix b, Matrix c, boolean accumulate, boolean fast) {
        reference(a, b, c, accumulate);
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
