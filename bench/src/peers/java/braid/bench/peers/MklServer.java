package braid.bench.peers;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.mkl.global.mkl_rt;

import java.io.IOException;

/** The process of {@link MklPeer}. */
public final class MklServer {

    private MklServer() {}

    /** Entry point; takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        Loader.load(mkl_rt.class);
        ProductServer.serve(factors -> new CblasProduct(factors, mkl_rt::cblas_sgemm));
    }
}
