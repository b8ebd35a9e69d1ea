package braid.bench;

import braid.tensor.Device;
import braid.tensor.TensorException;
import braid.tensor.backend.WorkPlan;

import java.util.Comparator;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The least time of a training step on this machine, operation by operation: by the peak of
 * multiply-adds or by the speed of memory, whichever takes longer (Williams, Waterman and Patterson
 * 2009, "Roofline"). All operands are taken to come from memory, which a cache may do better.
 */
record Roofline(String shape, double peakGflops, double memoryGbps, List<Row> rows) {

    private static final double MILLI = 1e3;
    private static final double MEGA = 1e-6;
    private static final double GIGA = 1e-9;

    /** One operation. */
    record Row(String op, WorkPlan.Work work, double millis, boolean byMemory) {}

    /** Of one step, updates included, in the steady state. */
    static Roofline of(ModelSize size, Device device) {
        Map<String, Double> speeds = device.backend().measure();
        Double peak = speeds.get("fma_peak_gflops");
        Double memory = speeds.get("memory_gbps");
        if (peak == null || memory == null) {
            throw new TensorException(
                    "roofline: the peak and the memory of " + device + " are not measured",
                    "choose another device: --device cpu");
        }
        Map<String, WorkPlan.Work> work = WorkPlan.of(device, d -> secondStep(size, d));
        List<Row> rows =
                work.entrySet().stream()
                        .map(e -> row(e.getKey(), e.getValue(), peak, memory))
                        .sorted(Comparator.comparingDouble(Row::millis).reversed())
                        .toList();
        return new Roofline(size.shape(), peak, memory, rows);
    }

    /** The first step makes gradients and moments, which later ones find. */
    private static Runnable secondStep(ModelSize size, Device device) {
        TrainStep step = new TrainStep(size, device);
        step.run();
        return step::run;
    }

    private static Row row(String op, WorkPlan.Work work, double peak, double memory) {
        double compute = work.flops() * GIGA / peak * MILLI;
        double move = work.bytes() * GIGA / memory * MILLI;
        return new Row(op, work, Math.max(compute, move), move > compute);
    }

    /** A table for people. */
    String toText() {
        var text = new Formatter(Locale.ROOT);
        text.format("%s: %.0f GFLOP/s, %.1f GB/s%n", shape, peakGflops, memoryGbps);
        text.format("%-26s %6s %9s %9s %9s  %s%n", "operation", "times", "GFLOP", "MB", "ms", "by");
        double all = 0;
        for (Row r : rows) {
            all += r.millis;
            text.format(
                    "%-26s %6d %9.2f %9.1f %9.2f  %s%n",
                    r.op,
                    r.work.count(),
                    r.work.flops() * GIGA,
                    r.work.bytes() * MEGA,
                    r.millis,
                    r.byMemory ? "memory" : "peak");
        }
        text.format("%-53s %9.2f", "least time of a step", all);
        return text.toString();
    }
}
