package braid.tests.op.rig;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.tensor.op.Cost;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Speed of operations at the sizes that their cases name, as a share of what the machine can do: of
 * its FMA peak or of its memory bandwidth, whichever binds.
 */
final class Perf {

    private static final long NANOS = 400_000_000;
    private static final int LEAST = 5;

    private final Device device;
    private final PrintStream out;
    private final double peak;
    private final double bandwidth;

    Perf(Device device, PrintStream out) {
        this.device = device;
        this.out = out;
        Map<String, Double> measured = device.backend().measure();
        peak = measured.getOrDefault("fma_peak_gflops", Double.NaN);
        bandwidth = measured.getOrDefault("memory_gbps", Double.NaN);
        out.printf(
                Locale.ROOT,
                "%s: FMA peak %.1f GFLOP/s, memory %.1f GB/s%n",
                device,
                peak,
                bandwidth);
        out.printf(
                Locale.ROOT,
                "%-34s %-44s %9s %9s %9s %8s %13s%n",
                "operation",
                "operands (F32)",
                "ms",
                "GFLOP/s",
                "GB/s",
                "share",
                "ms, gradient");
    }

    void run(List<OpCase> cases) {
        for (OpCase c : cases) {
            for (Example e : c.benches) {
                if (device.backend().supports(Objects.requireNonNull(e.op), DType.F32)) {
                    run(e);
                }
            }
        }
    }

    private void run(Example e) {
        try (var scope = Scope.open()) {
            Tensor[] in = e.place(e.numbers(DType.F32), DType.F32, Placement.ROW_MAJOR, device);
            Cost cost = Objects.requireNonNull(e.op).cost(in);
            double seconds = best(() -> forward(e, in));
            double gflops = cost.flops() / seconds / 1e9;
            double gbps = cost.bytes() / seconds / 1e9;
            double arithmetic = gflops / peak;
            double memory = gbps / bandwidth;
            String share =
                    Double.isNaN(memory)
                            ? ""
                            : "%.0f%% %s"
                                    .formatted(
                                            100 * Math.max(arithmetic, memory),
                                            arithmetic > memory ? "fma" : "mem");
            String gradient = "";
            if (e.hasGradient()) {
                Runs.leaves(e, in);
                double both = best(() -> backward(e, in));
                gradient = "%.3f".formatted(1e3 * Math.max(0, both - seconds));
            }
            out.printf(
                    Locale.ROOT,
                    "%-34s %-44s %9.3f %9.1f %9.1f %8s %13s%n",
                    e.op,
                    e,
                    1e3 * seconds,
                    gflops,
                    gbps,
                    share,
                    gradient);
        }
    }

    private void forward(Example e, Tensor[] in) {
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            var _ = e.body.apply(in);
            device.backend().synchronize();
        }
    }

    /** Forward and backward. */
    private void backward(Example e, Tensor[] in) {
        try (var scope = Scope.open()) {
            Tensor y = e.body.apply(in);
            y.backward(y.detach());
            device.backend().synchronize();
            Runs.forget(in);
        }
    }

    /** The shortest of many runs, in seconds. */
    private static double best(Runnable run) {
        long end = System.nanoTime() + NANOS;
        long best = Long.MAX_VALUE;
        for (int i = 0; i < LEAST || System.nanoTime() < end; i++) {
            long start = System.nanoTime();
            run.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        return best * 1e-9;
    }
}
