package braid.bench;

import braid.kernels.device.DeviceBackend;
import braid.kernels.device.KernelTimes;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;

/** Where the time of a device goes: kernel by kernel, of one run after some that warm up. */
final class KernelTable {

    private static final int WARM = 3;

    private KernelTable() {}

    /** Prints a table for each workload whose shape begins with {@code prefix}. */
    static void print(Benchmark benchmark, String prefix, DeviceBackend timed, PrintWriter out) {
        KernelTimes times = Objects.requireNonNull(timed.times());
        var workloads = benchmark.workloads(timed.device(), prefix).iterator();
        while (workloads.hasNext()) {
            Workload workload = workloads.next();
            for (int i = 0; i < WARM; i++) {
                workload.run();
            }
            times.clear();
            workload.run();
            double all = times.rows().stream().mapToDouble(KernelTimes.Row::micros).sum();
            out.printf(Locale.ROOT, "%s %s: %.0f us%n", benchmark.title(), workload.shape(), all);
            out.printf(Locale.ROOT, "%8s %6s  %s%n", "us", "times", "kernel");
            for (KernelTimes.Row r : times.rows()) {
                out.printf(Locale.ROOT, "%8.0f %6d  %s%n", r.micros(), r.launches(), r.kernel());
            }
            out.flush();
        }
    }
}
