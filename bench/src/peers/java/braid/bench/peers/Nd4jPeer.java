package braid.bench.peers;

import jdk.incubator.vector.FloatVector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * ND4J, for matrix products. It needs an older JavaCPP than the other libraries, of which one JVM
 * can load but one, so it has a process of its own.
 */
public final class Nd4jPeer extends ProcessPeer {

    private static final int AVX512_BITS = 512;
    private static final Pattern API = Pattern.compile("nd4j-api-(.*)\\.jar");

    @Override
    public String name() {
        return "nd4j";
    }

    /** By the name of its jar, which this process does not load. */
    @Override
    public String version() {
        try (Stream<Path> files = Files.list(jars())) {
            return files.map(file -> API.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
