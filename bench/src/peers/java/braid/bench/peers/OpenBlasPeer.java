package braid.bench.peers;

import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;

import braid.bench.GemmWork;
import braid.bench.Peer;
import braid.bench.Workload;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OpenBLAS, for matrix products. */
public final class OpenBlasPeer implements Peer {

    /** Settings of a shell that pick old kernels, of half the speed. */
    static final List<String> HARMFUL = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

    @Override
    public String version() {
        return openblas.class.getPackage().getImplementationVersion();
    }

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
        if (!(braid instanceof GemmWork g)) {
            return Optional.empty();
        }
        var product = new CblasProduct(CblasProduct.factors(g), openblas::cblas_sgemm);
        return Optional.of(
                new Same(
                        g,
                        () -> {
                            product.run();
                            return Map.of("product", product::result);
                        }));
    }
}
