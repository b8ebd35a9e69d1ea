package braid.kernels.cpu.gemm;

import braid.kernels.cpu.Workers;

/**
 * Products of single-precision matrices, {@code C = epilogue(alpha op(A) op(B) + beta C)}, as the
 * level-3 BLAS defines them (Dongarra et al. 1990), row-major. Every element of C is summed in one
 * order that depends on the sizes alone: the same bits for any number of threads. Nothing outside
 * the windows is read or written.
 */
public final class Sgemm {

    /** Multiply-adds from which one product keeps all threads busy. */
    private static final long LARGE = 1L << 22;

    private Sgemm() {}

    /**
     * Computes one product.
     *
     * @param transA A is stored as (k, m) and used transposed; else as (m, k)
     * @param transB B is stored as (n, k) and used transposed; else as (k, n)
     * @param m rows of C
     * @param n columns of C
     * @param k length of the sums
     * @param alpha factor of the product; at 0 A and B are not read
     * @param a holds A
     * @param aOff first element of A
     * @param lda elements from row to row of A
     * @param b holds B
     * @param bOff first element of B
     * @param ldb elements from row to row of B
     * @param beta factor of the old C; at 0 it is not read, and may be NaN
     * @param c holds C, which overlaps neither A nor B
     * @param cOff first element of C
     * @param ldc elements from row to row of C
     * @param epilogue applied to the result
     * @throws braid.tensor.TensorException if a window does not fit its array
     */
    public static void gemm(
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
        Gemm g =
                new Gemm(
                        transA, transB, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff,
                        ldc, epilogue);
        g.check();
        run(g.simplified());
    }

    /**
     * Computes products of matrices that lie at even distances, without epilogue: for each i below
     * {@code batch} that of {@link #gemm}, at {@code aOff + i strideA}, {@code bOff + i strideB},
     * {@code cOff + i strideC}. The parameters that are not here are those of {@link #gemm}.
     *
     * @param batch number of products; nothing happens at 0 or below
     * @param strideA elements from one A to the next; 0 uses one for all
     * @param strideB elements from one B to the next; 0 uses one for all
     * @param strideC elements from one C to the next, which do not overlap
     * @throws braid.tensor.TensorException if a window of the first or the last product does not
     *     fit its array
     * @throws ArithmeticException if the place of the last product is no int
     */
    public static void batched(
            int batch,
            int strideA,
            int strideB,
            int strideC,
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
            int ldc) {
        if (batch <= 0) {
            return;
        }
        Gemm first =
                new Gemm(
                        transA,
                        transB,
                        m,
                        n,
                        k,
                        alpha,
                        a,
                        aOff,
                        lda,
                        b,
                        bOff,
                        ldb,
                        beta,
                        c,
                        cOff,
                        ldc,
                        Epilogue.NONE);
        first.check();
        int last = batch - 1;
        first.at(
                        Math.addExact(aOff, Math.multiplyExact(last, strideA)),
                        Math.addExact(bOff, Math.multiplyExact(last, strideB)),
                        Math.addExact(cOff, Math.multiplyExact(last, strideC)))
                .check();
        Workers workers = Workers.shared();
        boolean large = (long) m * n * k >= LARGE && batch < 4 * workers.size();
        // A whole product a thread, unless a few large ones would leave threads idle. Inside a task
        // a product runs on its thread alone.
        workers.forRange(
                batch,
                large ? batch : 1,
                (w, from, to) -> {
                    for (int i = from; i < to; i++) {
                        run(first.at(aOff + i * strideA, bOff + i * strideB, cOff + i * strideC));
                    }
                });
    }

    /** Bytes that a product of such sizes keeps on all threads together, about. */
    public static long workspace(long m, int n, int k) {
        return Math.min(m, n) <= RowDots.FEW ? 0 : PackedGemm.workspace(n, k, 1);
    }

    /** Bytes for products that each run on one thread, on all threads at the same time. */
    public static long batchedWorkspace(int n, int k) {
        return PackedGemm.workspace(n, k, Workers.shared().size());
    }

    private static void run(Gemm g) {
        if (g.m() == 0 || g.n() == 0) {
            return;
        }
        if (g.k() == 0 || g.alpha() == 0f) {
            scale(g);
        } else if (RowDots.suits(g)) {
            RowDots.run(g);
        } else if (TurnedGemm.suits(g)) {
            TurnedGemm.run(g);
        } else {
            PackedGemm.run(g);
        }
    }

    private static void scale(Gemm g) {
        for (int i = 0; i < g.m(); i++) {
            Rows.scale(g.c(), g.cOff() + i * g.ldc(), g.n(), g.beta());
        }
        g.epilogue().apply(g.c(), g.cOff(), g.ldc(), 0, 0, g.m(), g.n());
    }
}
