package braid.bench.peers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Function;

/**
 * Multiplies matrices when asked on standard input, and answers on standard output, until the input
 * ends. {@link ProductProcess} is who asks. In the form of {@link DataInputStream}:
 *
 * <pre>
 *   asked                      answer
 *                              int READY, once, when the library is loaded
 *   int FACTORS, Factors       none: they are multiplied from now on
 *   int PRODUCT                float[m n]: the last product
 *   int runs, above 0          double: the seconds that so many products took
 * </pre>
 */
public final class ProductServer {

    static final int READY = 0x62726164;
    static final int FACTORS = -1;
    static final int PRODUCT = 0;

    private ProductServer() {}

    /** A product of the same factors, again and again. */
    public interface Product {

        /** Multiplies. */
        void run();

        /** The last product, row-major, (m, n). */
        float[] result();
    }

    /**
     * Serves until the input ends.
     *
     * @param library makes a product; loaded already
     */
    public static void serve(Function<Factors, Product> library) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        System.setOut(System.err); // what a library prints must not get among the answers
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        out.writeInt(READY);
        Product product = null;
        while (true) {
            out.flush();
            int asked;
            try {
                asked = in.readInt();
            } catch (EOFException end) {
                return;
            }
            if (asked == FACTORS) {
                product = library.apply(Factors.read(in));
            } else if (asked == PRODUCT) {
                Factors.write(Objects.requireNonNull(product).result(), out);
            } else {
                out.writeDouble(seconds(Objects.requireNonNull(product), asked));
            }
        }
    }

    private static double seconds(Product product, int runs) {
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            product.run();
        }
        return (System.nanoTime() - start) * 1e-9;
    }
}
