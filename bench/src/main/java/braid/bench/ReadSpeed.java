package braid.bench;

import braid.kernels.cpu.Workers;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/** How fast all threads together read memory that no cache holds. */
final class ReadSpeed {

    /** 2 GiB: the caches of a large server, of which a virtual machine has a part, hold 256 MiB. */
    private static final int LONGS = 1 << 28;

    private static final int WARM_LONGS = 1 << 10;
    private static final int WARMUP = 20_000;
    private static final int LANES = LongVector.SPECIES_PREFERRED.length();

    private final long[] data = new long[LONGS];
    private final long[] sums = new long[Workers.shared().size()];

    /** Takes the memory, and compiles what reads it. */
    ReadSpeed() {
        for (int i = 0; i < WARMUP; i++) {
            sums[0] += sum(data, 0, WARM_LONGS);
        }
    }

    /** GB/s of one pass. */
    double gbps() {
        long start = System.nanoTime();
        Workers.shared().forRange(LONGS, 1, (w, from, to) -> sums[w] += sum(data, from, to));
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (sums[0] != 0) { // so that no compiler leaves the sums out
            throw new IllegalStateException("zeros add up to " + sums[0]);
        }
        return 1e-9 * Long.BYTES * LONGS / seconds;
    }

    private static long sum(long[] data, int from, int to) {
        LongVector a = LongVector.zero(LongVector.SPECIES_PREFERRED);
        LongVector b = a;
        LongVector c = a;
        LongVector d = a;
        int i = from;
        for (; i <= to - 4 * LANES; i += 4 * LANES) {
            a = a.add(LongVector.fromArray(LongVector.SPECIES_PREFERRED, data, i));
            b = b.add(LongVector.fromArray(LongVector.SPECIES_PREFERRED, data, i + LANES));
            c = c.add(LongVector.fromArray(LongVector.SPECIES_PREFERRED, data, i + 2 * LANES));
            d = d.add(LongVector.fromArray(LongVector.SPECIES_PREFERRED, data, i + 3 * LANES));
        }
        long sum = a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
        for (; i < to; i++) {
            sum += data[i];
        }
        return sum;
    }
}
