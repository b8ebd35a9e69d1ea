package braid.kernels.cpu;

import braid.kernels.cpu.gemm.Epilogue;
import braid.kernels.cpu.gemm.Sgemm;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the processor can do and what matrix products reach, in some seconds. */
final class SpeedTest {

    /** Rows, columns and depth of the product: 2.1 GFLOP. */
    private static final int SIZE = 1024;

    /** How long no product may be faster than those before. */
    private static final long GEMM_NANOS = 1_000_000_000;

    /** Rows and columns of the products until the code is compiled: a tenth of a second if not. */
    private static final int WARMUP_SIZE = 96;

    private static final double COMPILED = 0.05;
    private static final long WARMUP_NANOS = 30_000_000_000L;

    /** Floats of each of two arrays that no cache holds: 256 MiB in all. */
    private static final int COPIED = 1 << 25;

    private static final long COPY_NANOS = 300_000_000;

    private SpeedTest() {}

    /**
     * {@code fma_peak_gflops} on all threads, {@code fma_peak_gflops_core} on one, {@code
     * gemm_gflops} of a product of 1024 x 1024 matrices and {@code gemm_fraction}, its share of the
     * peak; {@code memory_gbps} of a copy, read and written bytes together.
     */
    static Map<String, Double> measure() {
        Map<String, Double> result = new LinkedHashMap<>();
        try (Workers one = new Workers(1)) {
            result.put("fma_peak_gflops_core", PeakFma.gflops(one));
        }
        double peak = PeakFma.gflops(Workers.shared());
        result.put("fma_peak_gflops", peak);
        double gemm = gemm(peak);
        result.put("gemm_gflops", gemm);
        result.put("gemm_fraction", gemm / peak);
        result.put("memory_gbps", copy());
        return result;
    }

    private static double copy() {
        float[] from = new float[COPIED];
        float[] to = new float[COPIED];
        long begin = System.nanoTime();
        double best = 0;
        while (System.nanoTime() - begin < COPY_NANOS) {
            long start = System.nanoTime();
            Workers.shared()
                    .forRange(
                            COPIED,
                            1,
                            (w, first, end) ->
                                    System.arraycopy(from, first, to, first, end - first));
            long nanos = System.nanoTime() - start;
            best = Math.max(best, 2.0 * Float.BYTES * COPIED / nanos);
        }
        return best;
    }

    /** Best of some products, once small ones run compiled, at a rate that no interpreter has. */
    private static double gemm(double peak) {
        float[] a = new float[SIZE * SIZE];
        float[] b = new float[SIZE * SIZE];
        float[] c = new float[SIZE * SIZE];
        long begin = System.nanoTime();
        double rate = 0;
        while (rate < COMPILED * peak && System.nanoTime() - begin < WARMUP_NANOS) {
            rate = gemm(WARMUP_SIZE, a, b, c);
        }
        double best = 0;
        long better = System.nanoTime();
        while (System.nanoTime() - better < GEMM_NANOS) {
            rate = gemm(SIZE, a, b, c);
            if (rate > 1.05 * best) {
                better = System.nanoTime();
            }
            best = Math.max(best, rate);
        }
        return best;
    }

    /** GFLOP/s of one product, as deep as all: the tiles take every branch. */
    private static double gemm(int n, float[] a, float[] b, float[] c) {
        long start = System.nanoTime();
        Sgemm.gemm(false, true, n, n, SIZE, 1f, a, 0, SIZE, b, 0, SIZE, 0f, c, 0, n, Epilogue.NONE);
        return 2.0 * n * n * SIZE / (System.nanoTime() - start);
    }
}
