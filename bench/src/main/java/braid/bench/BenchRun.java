package braid.bench;

import braid.bench.report.GoalTable;
import braid.kernels.cpu.PeakFma;
import braid.kernels.cpu.Workers;
import braid.kernels.device.DeviceBackend;
import braid.tensor.Device;
import braid.tensor.backend.MatmulPrecision;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures benchmark after benchmark, prints a line for each shape, and keeps it. */
final class BenchRun {

    private final Device device;
    private final Peers peers;
    private final double seconds;
    private final String prefix;
    private final boolean alone;
    private final boolean json;
    private final @Nullable ResultsFile file;
    private final PrintWriter out;
    private final List<Measurement> measured = new ArrayList<>();

    /**
     * By threads, 0 for another device than the CPU, the highest measured so far: a peak that
     * others disturbed would flatter the share of it.
     */
    private final Map<Integer, Double> peaks = new HashMap<>();

    /**
     * @param seconds for each library on each shape
     * @param prefix how shapes begin that are measured
     * @param alone whether nothing else takes turns
     * @param json whether lines are JSON objects
     * @param file where lines are kept too
     * @param out where they are printed
     */
    BenchRun(
            Device device,
            Peers peers,
            double seconds,
            String prefix,
            boolean alone,
            boolean json,
            @Nullable ResultsFile file,
            PrintWriter out) {
        this.device = device;
        this.peers = peers;
        this.seconds = seconds;
        this.prefix = prefix;
        this.alone = alone;
        this.json = json;
        this.file = file;
        this.out = out;
    }

    /** Whether there was anything to measure. */
    boolean measure(List<Benchmark> benchmarks) throws IOException, InterruptedException {
        int threads = Workers.shared().size();
        try {
            for (Benchmark benchmark : benchmarks) {
                Workers.resize(benchmark.threads(threads));
                measure(benchmark);
                Workers.resize(threads);
            }
        } finally {
            Workers.resize(threads);
        }
        return !measured.isEmpty();
    }

    private void measure(Benchmark benchmark) throws IOException, InterruptedException {
        peak(); // before a workload that watches how much memory is taken
        if (benchmark == Benchmark.STEADY_S && SteadyState.SIZE.shape().startsWith(prefix)) {
            Map<String, Object> circumstances = Machine.circumstances();
            report(SteadyState.measure(benchmark.result(), device, peak()), circumstances);
        }
        var workloads = benchmark.workloads(device, prefix).iterator();
        while (workloads.hasNext()) {
            Workload workload = workloads.next();
            Map<String, Object> circumstances = Machine.circumstances();
            report(measure(benchmark, workload), circumstances);
        }
    }

    private double peak() {
        if (device != Device.cpu()) {
            return peaks.computeIfAbsent(
                    0, n -> device.backend().measure().getOrDefault("fma_peak_gflops", Double.NaN));
        }
        Workers workers = Workers.shared();
        return peaks.merge(workers.size(), PeakFma.gflops(workers), Math::max);
    }

    private Measurement measure(Benchmark benchmark, Workload workload) {
        int threads = Workers.shared().size();
        double most = peak();
        Map<String, Workload> same = alone ? Map.of() : benchmark.rivals(workload, peers, device);
        List<Workload> all = new ArrayList<>(List.of(workload));
        all.addAll(same.values());
        Map<String, Double> apart =
                Agreement.check(workload, same, device.backend().matmulPrecision());
        Timing timing = Timing.measure(all, seconds);
        Map<String, Measurement.Comparison> comparisons = new LinkedHashMap<>();
        apart.forEach((rival, difference) -> {
            int i = comparisons.size() + 1;
            comparisons.put(
                    rival,
                    new Measurement.Comparison(
                            peers.version(rival), timing.speed(i), timing.ratio(i), difference));
        });
        Timing.Spread speed = timing.speed(0);
        return new Measurement(
                benchmark.result(),
                workload.shape(),
                benchmark.unit(),
                speed,
                isHighest()
                        ? speed.median() / workload.work() * workload.gflop() / most
                        : Double.NaN, // the peak is that of F32
                threads,
                device.toString(),
                comparisons,
                facts(workload));
    }

    /**
     * What the workload knows, how many kernels of a device a run queues, what was built for it.
     */
    private Map<String, Object> facts(Workload workload) {
        Map<String, Object> facts = new LinkedHashMap<>(workload.facts());
        if (device.backend() instanceof DeviceBackend backend) {
            long before = backend.launches();
            workload.run();
            facts.put("launches", backend.launches() - before);
            facts.put("programs", backend.builds().programs());
            facts.put("programs_compiled", backend.builds().compiled());
            facts.put("programs_ms", backend.builds().milliseconds());
        }
        return facts;
    }

    private boolean isHighest() {
        return device.backend().matmulPrecision() == MatmulPrecision.HIGHEST;
    }

    private void report(Measurement plain, Map<String, Object> circumstances) throws IOException {
        Measurement m =
                isHighest()
                        ? plain
                        : plain.with(
                                "matmul_precision", device.backend().matmulPrecision().label());
        measured.add(m);
        out.println(json ? JsonMapper.shared().writeValueAsString(m.toMap()) : m.toText());
        out.flush();
        if (file != null) {
            file.append(m.toMap(), circumstances);
        }
    }

    /** Prints the goals that were measured, where several measurements were comparisons. */
    void printGoals() {
        if (!json && measured.stream().filter(m -> !m.peers().isEmpty()).count() > 1) {
            out.print(GoalTable.of(measured.stream().map(Measurement::toMap).toList()));
            out.flush();
        }
    }
}
