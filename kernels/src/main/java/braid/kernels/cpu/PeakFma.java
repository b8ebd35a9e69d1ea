package braid.kernels.cpu;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * Peak of the processor in single precision: fused multiply-adds whose operands are in registers.
 * No kernel is faster; its share of this peak says how good it is.
 */
public final class PeakFma {

    /** Under a millisecond a run: on a shared machine some run is likely to go undisturbed. */
    private static final int ROUNDS = 200_000;

    private static final int CHAINS = 12;
    private static final int REPEATS = 100;

    private static volatile float sink;

    private PeakFma() {}

    /**
     * Measures the peak, best of several runs.
     *
     * @param workers the threads that compute at the same time
     * @return GFLOP/s of all threads together; a multiply-add counts as two operations
     */
    public static double gflops(Workers workers) {
        double best = 0;
        for (int r = 0; r < REPEATS; r++) {
            long start = System.nanoTime();
            workers.forRange(workers.size(), 1, (w, from, to) -> sink = fma());
            double nanos = System.nanoTime() - start;
            best = Math.max(best, 2.0 * CHAINS * LANES * ROUNDS * workers.size() / nanos);
        }
        return best;
    }

    /** Twelve independent chains hide the latency of the unit. */
    private static float fma() {
        FloatVector x = FloatVector.broadcast(F, 0.9999f);
        FloatVector y = FloatVector.broadcast(F, 1e-5f);
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
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        FloatVector s = a.add(b).add(c).add(d).add(e).add(f);
        return s.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
    }
}
