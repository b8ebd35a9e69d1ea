package braid.bench.peers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A JVM that multiplies matrices by a library that cannot be in one process with others. It runs a
 * {@link ProductServer}, and ends when its input does, at the latest with this JVM.
 */
final class ProductProcess implements AutoCloseable {

    private final DataInputStream in;
    private final DataOutputStream out;

    /**
     * Starts it and waits until the library is loaded.
     *
     * @param main class whose {@code main} serves
     * @param environment variables beside those of this process, less those that slow OpenBLAS down
     * @throws IOException where it does not start; what it says of that is on standard error
     */
    ProductProcess(String classPath, String main, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseSerialGC",
                                "-Dslf4j.internal.verbosity=ERROR",
                                "-cp",
                                classPath,
                                main)
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeAll(OpenBlasPeer.HARMFUL);
        builder.environment().putAll(environment);
        Process process = builder.start();
        in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        int first;
        try {
            first = in.readInt();
        } catch (EOFException e) {
            throw new IOException(main + " ended before its library was loaded", e);
        }
        if (first != ProductServer.READY) {
            process.destroy();
            throw new IOException(main + " printed something on standard output");
        }
    }

    /** Gives it the factors that are multiplied from now on. */
    void take(Factors factors) throws IOException {
        out.writeInt(ProductServer.FACTORS);
        factors.write(out);
        out.flush();
    }

    /** Multiplies some times, at least once; gives the seconds that it took there. */
    double seconds(int runs) throws IOException {
        out.writeInt(runs);
        out.flush();
        return in.readDouble();
    }

    /** The last product, of so many elements. */
    float[] product(int size) throws IOException {
        out.writeInt(ProductServer.PRODUCT);
        out.flush();
        return Factors.read(size, in);
    }

    /** Ends it. */
    @Override
    public void close() throws IOException {
        out.close();
    }
}
