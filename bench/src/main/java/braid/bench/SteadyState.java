package braid.bench;

import braid.kernels.cpu.Workers;
import braid.tensor.Device;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

import java.time.Duration;
import java.time.Instant;
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

    /** Steps after which all code is compiled; what comes before does not count. */
    private static final int WARM = 50;

    /** Steps whose median is compared. */
    private static final int WINDOW = 50;

    private static final double NANOS_TO_MILLIS = 1e-6;

    private SteadyState() {}

    /** Runs the steps. */
    static Measurement measure(String name, Device device, double peakGflops) {
        TrainStep step = new TrainStep(SIZE, device);
        double[] speeds = new double[STEPS];
        List<RecordedEvent> collections = new CopyOnWriteArrayList<>();
        Instant warm = Instant.MAX;
        try (var events = new RecordingStream()) {
            events.enable("jdk.GarbageCollection");
            events.setReuse(false);
            events.onEvent("jdk.GarbageCollection", collections::add);
            events.startAsync();
            for (int i = 0; i < STEPS; i++) {
                if (i == WARM) {
                    step.measuring();
                    warm = Instant.now();
                }
                long start = System.nanoTime();
                step.run();
                speeds[i] = step.work() * 1e9 / (System.nanoTime() - start);
            }
            events.stop();
        }
        Instant from = warm; // events arrive late: their own time says which count
        List<Duration> pauses =
                collections.stream()
                        .filter(event -> event.getEndTime().isAfter(from))
                        .map(event -> event.getDuration("longestPause"))
                        .toList();
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
