package braid.tests.op.rig;

import braid.kernels.cpu.Workers;
import braid.tensor.Device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The same bits on any number of threads. */
public final class Determinism {

    private static final int THREADS = 3;

    private Determinism() {}

    /**
     * One check a case: all its examples, forward and gradients, on 1, 2 and 3 threads; none where
     * only other devices are tested.
     */
    public static List<Check> of(OpCase c) {
        return Devices.absent("cpu").isEmpty()
                ? List.of(new Check(c + " cpu on 1 to " + THREADS + " threads", () -> run(c)))
                : List.of();
    }

    private static void run(OpCase c) {
        int before = Workers.shared().size();
        List<List<float[]>> alone = new ArrayList<>();
        try {
            for (int threads = 1; threads <= THREADS; threads++) {
                Workers.resize(threads);
                for (int i = 0; i < c.examples.size(); i++) {
                    Example e = c.examples.get(i);
                    List<float[]> bits = Runs.bits(e, Device.cpu());
                    if (threads == 1) {
                        alone.add(bits);
                    } else {
                        require(c + " " + e + " on " + threads + " threads", alone.get(i), bits);
                    }
                }
            }
        } finally {
            Workers.resize(before);
        }
    }

    private static void require(String name, List<float[]> expected, List<float[]> actual) {
        for (int k = 0; k < expected.size(); k++) {
            int i = Arrays.mismatch(expected.get(k), actual.get(k));
            if (i >= 0) {
                throw new AssertionError(
                        "%s: %s, element %d is %s, on one thread %s"
                                .formatted(
                                        name,
                                        k == 0 ? "result" : "gradient " + (k - 1),
                                        i,
                                        actual.get(k)[i],
                                        expected.get(k)[i]));
            }
        }
    }
}
