package braid.bench.peers;

import jdk.incubator.vector.FloatVector;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * ND4J, for matrix products. It needs an older JavaCPP than the other libraries, of which one JVM
 * can load but one, so it has a process of its own.
 */
public final class Nd4jPeer extends ProcessPeer {

    private static final int AVX512_BITS = 512;

    @Override
    public String name() {
        return "nd4j";
    }

    /** Whether the Maven profile {@code peers-nd4j} was on. */
    @Override
    public boolean isPresent() {
        return Files.isDirectory(jars());
    }

    /** The build puts them beside the classes, or the jar, that this is loaded from. */
    static Path jars() {
        try {
            var source = Nd4jPeer.class.getProtectionDomain().getCodeSource().getLocation();
            return Path.of(source.toURI()).resolveSibling("nd4j");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * With as many threads for ND4J itself as for the OpenBLAS that it multiplies by. This one is
     * of 2021 and takes processors that it does not know for those of 2007, of a fifth of the
     * speed; so it is told.
     */
    @Override
    ProductProcess start(int threads) throws IOException {
        String count = String.valueOf(threads);
        boolean wide = FloatVector.SPECIES_PREFERRED.vectorBitSize() == AVX512_BITS;
        return new ProductProcess(
                jars().resolve("*").toString(),
                "braid.bench.nd4j.Nd4jServer",
                Map.of(
                        "OMP_NUM_THREADS",
                        count,
                        "OPENBLAS_NUM_THREADS",
                        count,
                        "OPENBLAS_CORETYPE",
                        wide ? "SkylakeX" : "Haswell"));
    }
}
