package braid.bench;

import braid.kernels.cpu.Workers;
import braid.tensor.Device;

import jdk.jfr.consumer.RecordingStream;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A thousand training steps in a row: whether the last ones are as fast as the first, whether the
 * pool ever lacked memory, and how long the garbage collector stopped the threads.
 */
final class SteadyState {

    static final ModelSize SIZE = ModelSize.S_SINGLE;

    private static final int STEPS = 1000;

    /** Steps after which all code is compiled. */
    private static final int WARM = 50;

    /** Steps whose median is compared. */
    private static final int WINDOW = 50;

    private static final double NANOS_TO_MILLIS = 1e-6;

    private SteadyState() {}

    /** Runs the steps. */
    static Measurement measure(String name, Device device, double peakGflops) {
        TrainStep step = new TrainStep(SIZE, device);
        double[] speeds = new double[STEPS];
        List<Duration> pauses = new CopyOnWriteArrayList<>();
        try (var events = new RecordingStream()) {
            events.enable("jdk.GarbageCollection");
            events.onEvent(
                    "jdk.GarbageCollection",
                    event -> pauses.add(event.getDuration("longestPause")));
            events.startAsync();
            for (int i = 0; i < STEPS; i++) {
                if (i == WARM) {
                    step.measuring();
                    pauses.clear();
                }
                long start = System.nanoTime();
                step.run();
                speeds[i] = step.work() * 1e9 / (System.nanoTime() - start);
            }
            events.stop();
        }
        double early = median(speeds, WARM);
        double late = median(speeds, STEPS - WINDOW);
        Map<String, Object> facts = new LinkedHashMap<>(step.facts());
        facts.put("steps", STEPS);
        facts.put("late_to_early", late / early);
        facts.put("gc_pauses", pauses.size());
        facts.put(
                "longest_gc_ms",
                pauses.stream().mapToLong(Duration::toNanos).max().orElse(0) * NANOS_TO_MILLIS);
        Timing.Spread speed = Timing.Spread.of(Arrays.copyOfRange(speeds, WARM, STEPS));
        return new Measurement(
                name,
                step.shape(),
                "tokens/s",
                speed,
                speed.median() / step.work() * step.gflop() / peakGflops,
                Workers.shared().size(),
                device.toString(),
                Map.of(),
                facts);
    }

    private static double median(double[] speeds, int from) {
        return Timing.Spread.of(Arrays.copyOfRange(speeds, from, from + WINDOW)).median();
    }
}
