package braid.bench.peers;

import braid.bench.GemmWork;

import org.bytedeco.javacpp.FloatPointer;

/** A matrix product by a library that has the interface CBLAS. */
final class CblasProduct implements ProductServer.Product {

    /** Values of {@code CBLAS_LAYOUT} and {@code CBLAS_TRANSPOSE}. */
    private static final int ROW_MAJOR = 101;

    private static final int NO_TRANS = 111;
    private static final int TRANS = 112;

    private final Factors factors;
    private final Sgemm sgemm;
    private final FloatPointer a;
    private final FloatPointer b;
    private final FloatPointer c;

    CblasProduct(Factors factors, Sgemm sgemm) {
        this.factors = factors;
        this.sgemm = sgemm;
        a = new FloatPointer(factors.a());
        b = new FloatPointer(factors.b());
        c = new FloatPointer((long) factors.m() * factors.n());
    }

    /** What a benchmark multiplies. */
    static Factors factors(GemmWork g) {
        return new Factors(
                g.transA(), g.transB(), g.m(), g.n(), g.k(), g.lda(), g.ldb(), g.a(), g.b());
    }

    /** {@code cblas_sgemm}. */
    interface Sgemm {
        void call(
                int layout,
                int transA,
                int transB,
                int m,
                int n,
                int k,
                float alpha,
                FloatPointer a,
                int lda,
                FloatPointer b,
                int ldb,
                float beta,
                FloatPointer c,
                int ldc);
    }

    @Override
    public void run() {
        sgemm.call(
                ROW_MAJOR,
                factors.transA() ? TRANS : NO_TRANS,
                factors.transB() ? TRANS : NO_TRANS,
                factors.m(),
                factors.n(),
                factors.k(),
                1f,
                a,
                factors.lda(),
                b,
                factors.ldb(),
                0f,
                c,
                factors.n());
    }

    @Override
    public float[] result() {
        float[] values = new float[factors.m() * factors.n()];
        c.get(values);
        return values;
    }
}
