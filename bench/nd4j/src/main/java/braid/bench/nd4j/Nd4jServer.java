package braid.bench.nd4j;

import braid.bench.peers.Factors;
import braid.bench.peers.ProductServer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.io.IOException;

/** The process of {@code braid bench --peers=nd4j}. */
public final class Nd4jServer {

    private Nd4jServer() {}

    /** Entry point; takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        Nd4j.zeros(1); // loads it
        ProductServer.serve(Nd4jProduct::new);
        System.exit(0); // ND4J leaves threads behind
    }

    /** By {@link Nd4j#matmul}, into a matrix that is made once. */
    private static final class Nd4jProduct implements ProductServer.Product {

        private final Factors factors;
        private final INDArray a;
        private final INDArray b;
        private final INDArray c;

        Nd4jProduct(Factors factors) {
            this.factors = factors;
            a = matrix(factors.a(), factors.lda());
            b = matrix(factors.b(), factors.ldb());
            c = Nd4j.zeros(factors.m(), factors.n());
        }

        private static INDArray matrix(float[] values, int columns) {
            return Nd4j.create(values, values.length / columns, columns);
        }

        @Override
        public void run() {
            Nd4j.matmul(a, b, c, factors.transA(), factors.transB(), false);
        }

        @Override
        public float[] result() {
            return c.data().asFloat();
        }
    }
}
