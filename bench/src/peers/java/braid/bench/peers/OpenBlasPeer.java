package braid.bench.peers;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import braid.bench.GemmWork;
import braid.bench.Peer;
import braid.bench.Workload;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

import java.util.List;
import java.util.Optional;

/** OpenBLAS, for matrix products. */
public final class OpenBlasPeer implements Peer {

    /** Settings of a shell that pick old kernels, of half the speed. */
    private static final List<String> HARMFUL = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

    @Override
    public String name() {
        return "openblas";
    }

    @Override
    public void threads(int count) {
        for (String variable : HARMFUL) {
            if (System.getenv(variable) != null) {
                throw new IllegalStateException(
                        variable + " is set and would slow OpenBLAS down: unset it");
            }
        }
        Loader.load(openblas.class);
        blas_set_num_threads(count);
    }

    @Override
    public Optional<Workload> of(Workload braid) {
        return braid instanceof GemmWork g ? Optional.of(new Product(g)) : Optional.empty();
    }

    private static final class Product implements Workload {

        private final GemmWork g;
        private final FloatPointer a;
        private final FloatPointer b;
        private final FloatPointer c;

        Product(GemmWork g) {
            this.g = g;
            a = new FloatPointer(g.a());
            b = new FloatPointer(g.b());
            c = new FloatPointer((long) g.m() * g.n());
        }

        @Override
        public String shape() {
            return g.shape();
        }

        @Override
        public double work() {
            return g.work();
        }

        @Override
        public double gflop() {
            return g.gflop();
        }

        @Override
        public void run() {
            cblas_sgemm(
                    CblasRowMajor,
                    g.transA() ? CblasTrans : CblasNoTrans,
                    g.transB() ? CblasTrans : CblasNoTrans,
                    g.m(),
                    g.n(),
                    g.k(),
                    1f,
                    a,
                    g.lda(),
                    b,
                    g.ldb(),
                    0f,
                    c,
                    g.n());
        }

        @Override
        public double check() {
            float[] values = new float[g.m() * g.n()];
            c.get(values);
            return GemmWork.norm(values);
        }
    }
}
