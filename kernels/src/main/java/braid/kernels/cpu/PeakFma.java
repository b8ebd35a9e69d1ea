package braid.kernels.cpu;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;

import java.util.Arrays;

/**
 * Peak of the processor in single precision: fused multiply-adds whose operands are in registers.
 * No kernel is faster; its share of this peak says how good it is.
 */
public final class PeakFma {

    /** Under a millisecond a run: on a shared machine some run is likely to go undisturbed. */
    private static final int ROUNDS = 200_000;

    private static final int CHAINS = 12;

    /** Runs that count. */
    private static final int REPEATS = 100;

    /**
     * Where others hold the processors, hardly any run has all threads; then it ends all the same.
     */
    private static final int MOST = 3000;

    private static volatile float sink;

    private PeakFma() {}

    /**
     * Measures the peak, best of several runs. A run in which a thread had not begun before another
     * was done, which then did its part, is one of fewer threads: there are more, until a hundred
     * had all of them or three thousand are done.
     *
     * @param workers the threads that compute at the same time
     * @return GFLOP/s of all threads together; a multiply-add counts as two operations
     */
    public static double gflops(Workers workers) {
        int size = workers.size();
        long[] threads = new long[size];
        double best = 0;
        int whole = 0;
        for (int r = 0; r < MOST && whole < REPEATS; r++) {
            long start = System.nanoTime();
            workers.forRange(
                    size,
                    1,
                    (w, from, to) -> {
                        threads[w] = Thread.currentThread().threadId();
                        sink = fma();
                    });
            double nanos = System.nanoTime() - start;
            best = Math.max(best, 2.0 * CHAINS * LANES * ROUNDS * size / nanos);
            whole += Arrays.stream(threads).distinct().count() == size ? 1 : 0;
        }
        return best;
    }

    /**
     * Twelve independent chains hide the latency of the unit. They add to themselves, as a matrix
     * product does: {@code a = a x + y} takes a copy of y for every multiply-add, twice as many
     * instructions, and with sixteen registers the compiler then puts four steps of one chain after
     * the other.
     */
    private static float fma() {
        FloatVector x = FloatVector.broadcast(F, 1e-3f);
        FloatVector y = FloatVector.broadcast(F, 1e-2f);
        FloatVector a = x;
        FloatVector b = x.mul(2f);
        FloatVector c = x.mul(3f);
        FloatVector d = x.mul(4f);
        FloatVector e = x.mul(5f);
        FloatVector f = x.mul(6f);
        FloatVector g = x.mul(7f);
        FloatVector h = x.mul(8f);
        FloatVector i = x.mul(9f);
        FloatVector j = x.mul(10f);
        FloatVector k = x.mul(11f);
        FloatVector l = x.mul(12f);
        for (int n = 0; n < ROUNDS; n++) {
            a = x.fma(y, a);
            b = x.fma(y, b);
            c = x.fma(y, c);
            d = x.fma(y, d);
            e = x.fma(y, e);
            f = x.fma(y, f);
            g = x.fma(y, g);
            h = x.fma(y, h);
            i = x.fma(y, i);
            j = x.fma(y, j);
            k = x.fma(y, k);
            l = x.fma(y, l);
        }
        FloatVector s = a.add(b).add(c).add(d).add(e).add(f);
        return s.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
    }
}
