package braid.bench.samples;

import braid.kernels.cpu.gemm.Epilogue;
import braid.kernels.cpu.gemm.Sgemm;

import java.util.List;

/** The samples in their order, and the library's own kernel as the last. */
final class Ladder {

    /** Of float, 2^-24: what one rounding may cost, relative. */
    private static final double UNIT = 0x1p-24;

    private Ladder() {}

    /** All steps. */
    static List<Product> steps() {
        return List.of(
                new Sample01Naive(),
                new Sample02LoopOrder(),
                new Sample03Vectors(),
                new Sample04RegisterTile(),
                new Sample05Packing(),
                new Sample06Blocking(),
                new Sample07Threads(),
                new Library());
    }

    /**
     * Most by which two sums of k products of numbers in [-0.5, 0.5) may differ, each in its own
     * order: k roundings each of a sum that is at most k / 4 (Higham 2002, section 3.1).
     */
    static double tolerance(int k) {
        return 2.0 * k * UNIT * k / 4;
    }

    /** What the samples lead to. */
    private static final class Library implements Product {
        @Override
        public void run(int m, int n, int k, float[] a, float[] b, float[] c) {
            Sgemm.gemm(false, false, m, n, k, 1, a, 0, k, b, 0, n, 0, c, 0, n, Epilogue.NONE);
        }

        @Override
        public String idea() {
            return "the library: 12 x 2 vectors, shared panels";
        }
    }
}
