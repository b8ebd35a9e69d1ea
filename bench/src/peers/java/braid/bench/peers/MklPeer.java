package braid.bench.peers;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.mkl.global.mkl_rt;

import java.io.IOException;
import java.util.Map;

/**
 * Intel MKL, for matrix products. It defines the same functions as OpenBLAS, and where both are
 * loaded one of them gets the calls of the other, so it has a process of its own. On processors of
 * other makers it chooses its kernels of 256 bits.
 */
public final class MklPeer extends ProcessPeer {

    /** Threads that idle spin for so long, by default 200 ms: into the turn of whoever is next. */
    private static final String SPIN_MILLIS = "30";

    @Override
    public String version() {
        return mkl_rt.class.getPackage().getImplementationVersion();
    }

    @Override
    public String name() {
        return "mkl";
    }

    /** Whether the Maven profile {@code peers-mkl} was on: it holds the library itself. */
    @Override
    public boolean isPresent() {
        String library = "/org/bytedeco/mkl/" + Loader.getPlatform() + "/libmkl_rt.so.2";
        return MklPeer.class.getResource(library) != null;
    }

    @Override
    ProductProcess start(int threads) throws IOException {
        return new ProductProcess(
                System.getProperty("java.class.path"),
                MklServer.class.getName(),
                Map.of("MKL_NUM_THREADS", String.valueOf(threads), "KMP_BLOCKTIME", SPIN_MILLIS));
    }
}
