package braid.kernels.cpu;

import braid.kernels.cpu.gemm.Epilogue;
import braid.kernels.cpu.gemm.Sgemm;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the processor can do and what matrix products reach, in about a second. */
final class SpeedTest {

    /** Rows, columns and depth of the product: 2.1 GFLOP. */
    private static final int SIZE = 1024;

    private static final long GEMM_NANOS = 500_000_000;

    private SpeedTest() {}

    /**
     * {@code fma_peak_gflops} on all threads, {@code fma_peak_gflops_core} on one, {@code
     * gemm_gflops} of a product of 1024 x 1024 matrices and {@code gemm_fraction}, its share of the
     * peak.
     */
    static Map<String, Double> measure() {
        Map<String, Double> result = new LinkedHashMap<>();
        try (Workers one = new Workers(1)) {
            result.put("fma_peak_gflops_core", PeakFma.gflops(one));
        }
        double peak = PeakFma.gflops(Workers.shared());
        result.put("fma_peak_gflops", peak);
        double gemm = gemm();
        result.put("gemm_gflops", gemm);
        result.put("gemm_fraction", gemm / peak);
        return result;
    }

    private static double gemm() {
        float[] a = new float[SIZE * SIZE];
        float[] b = new float[SIZE * SIZE];
        float[] c = new float[SIZE * SIZE];
        long begin = System.nanoTime();
        double best = 0;
        while (System.nanoTime() - begin < GEMM_NANOS) {
            long start = System.nanoTime();
            Sgemm.gemm(
                    false,
                    true,
                    SIZE,
                    SIZE,
                    SIZE,
                    1f,
                    a,
                    0,
                    SIZE,
                    b,
                    0,
                    SIZE,
                    0f,
                    c,
                    0,
                    SIZE,
                    Epilogue.NONE);
            best = Math.max(best, 2.0 * SIZE * SIZE * SIZE / (System.nanoTime() - start));
        }
        return best;
    }
}
