package braid.bench;

import braid.kernels.cpu.gemm.Epilogue;
import braid.kernels.cpu.gemm.Sgemm;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A matrix product {@code C = op(A) op(B)} of random numbers in F32, row-major, named by {@code NT
 * 4096 768 256} for A as it is (N) of shape (m, k), B transposed (T), that is stored as (n, k), and
 * {@code m = 4096, n = 768, k = 256}.
 */
public final class GemmWork implements Workload {

    /** Squares, layers of small transformers, the layers of config S, and sizes off the tiles. */
    private static final String SHAPES =
            """
            NN 256 256 256, NN 512 512 512, NN 768 768 768, NN 1024 1024 1024, NN 2048 2048 2048,
            NN 512 768 256,
            NN 512 256 256, NN 512 1024 256, NN 512 256 1024, NN 512 512 256, NN 512 128 128,
            NN 512 384 384, NN 512 1536 384, NN 512 384 1536, NN 2048 128 512, NN 2048 768 256,
            NN 2048 256 256, NN 2048 1024 256, NN 2048 256 1024, NN 2048 512 256, NN 4096 1024 256,
            NN 512 2304 768, NN 512 768 768, NN 512 3072 768, NN 512 768 3072, NT 512 768 256,
            NT 2048 768 256, NT 2048 256 1024, NT 2048 1024 256, NT 512 768 3072, NT 512 3072 768,
            TN 256 768 512, TN 256 256 2048, TN 256 768 2048, TN 256 1024 2048, TN 1024 256 2048,
            TN 768 3072 512, TN 3072 768 512, NT 256 256 32, NN 256 32 256,
            NT 4096 768 256, NT 4096 256 256, NT 4096 1024 256, NT 4096 256 1024, NT 4096 512 256,
            NN 4096 256 768, NN 4096 256 256, NN 4096 256 1024, NN 4096 256 512,
            TN 768 256 4096, TN 256 256 4096, TN 1024 256 4096, TN 256 1024 4096, TN 512 256 4096,
            NN 509 251 127, NT 1021 509 251, TN 251 509 1021, NN 333 777 555, NT 100 1000 300
            """;

    private final String shape;
    private final boolean transA;
    private final boolean transB;
    private final int m;
    private final int n;
    private final int k;
    private final float[] a;
    private final float[] b;
    private final float[] c;

    /**
     * Makes A and B, the same for the same shape.
     *
     * @param shape for example {@code NT 4096 768 256}: two letters, N or T, and m, n, k
     * @throws NumberFormatException if m, n or k is no int
     */
    GemmWork(String shape) {
        this.shape = shape;
        String[] p = shape.split(" +");
        transA = p[0].charAt(0) == 'T';
        transB = p[0].charAt(1) == 'T';
        m = Integer.parseInt(p[1]);
        n = Integer.parseInt(p[2]);
        k = Integer.parseInt(p[3]);
        a = random(1, m * k);
        b = random(2, k * n);
        c = new float[m * n];
    }

    /** The shapes that begin so, of those that are measured. */
    static Stream<Workload> all(String prefix) {
        return ofShapes(SHAPES, prefix);
    }

    /** Products of shapes with commas between, those that begin so. */
    static Stream<Workload> ofShapes(String shapes, String prefix) {
        return Arrays.stream(shapes.split(","))
                .map(String::strip)
                .filter(s -> s.startsWith(prefix))
                .map(GemmWork::new);
    }

    /** Numbers in [-0.5, 0.5), the same for the same seed. */
    public static float[] random(long seed, int size) {
        Random random = new Random(seed);
        float[] x = new float[size];
        for (int i = 0; i < size; i++) {
            x[i] = random.nextFloat() - 0.5f;
        }
        return x;
    }

    @Override
    public String shape() {
        return shape;
    }

    @Override
    public double work() {
        return gflop();
    }

    @Override
    public double gflop() {
        return 2e-9 * m * n * k;
    }

    @Override
    public void run() {
        Sgemm.gemm(
                transA, transB, m, n, k, 1f, a, 0, lda(), b, 0, ldb(), 0f, c, 0, n, Epilogue.NONE);
    }

    @Override
    public Map<String, Supplier<float[]>> results() {
        return Map.of("product", () -> c);
    }

    /** Whether A is stored as (k, m). */
    public boolean transA() {
        return transA;
    }

    /** Whether B is stored as (n, k). */
    public boolean transB() {
        return transB;
    }

    /** Rows of C. */
    public int m() {
        return m;
    }

    /** Columns of C. */
    public int n() {
        return n;
    }

    /** Length of the sums. */
    public int k() {
        return k;
    }

    /** Elements from row to row of A as stored. */
    public int lda() {
        return transA ? m : k;
    }

    /** Elements from row to row of B as stored. */
    public int ldb() {
        return transB ? k : n;
    }

    /** A as stored, (m, k) or (k, m). */
    public float[] a() {
        return a;
    }

    /** B as stored, (k, n) or (n, k). */
    public float[] b() {
        return b;
    }
}
