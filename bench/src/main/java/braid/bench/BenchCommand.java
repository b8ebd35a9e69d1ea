package braid.bench;

import braid.kernels.cpu.PeakFma;
import braid.kernels.cpu.Workers;
import braid.tensor.Device;
import braid.tensor.TensorException;
import braid.training.BuildInfo;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;

/** {@code braid bench}; started by the launcher, for the benchmarks are a module of their own. */
@Command(
        name = "braid bench",
        mixinStandardHelpOptions = true,
        versionProvider = BenchCommand.Version.class,
        usageHelpAutoWidth = true,
        description =
                "Measures this machine: matrix products, training, decoding. Speeds are medians over turns;"
                        + " beside them their range, and the share of the peak of fused multiply-adds measured just"
                        + " before.")
public final class BenchCommand implements Callable<Integer> {

    /** Relative difference of results above which a comparison means nothing. */
    private static final double MOST_APART = 1e-4;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description =
                    "sgemm, train-s, train-gpt2, forward-s, decode-s, vqvae, length-s, attention, empty-op,"
                            + " steady-s; all, if none is given.")
    private List<String> names = List.of();

    @Option(names = "--threads", description = "Threads of the CPU; default: physical cores.")
    private @Nullable Integer threads;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "For each library on each shape; default ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--device",
            defaultValue = "cpu",
            description = "Where to compute; default ${DEFAULT-VALUE}.")
    private String deviceName;

    @Option(names = "--shape", description = "Only shapes that begin so, for example 'NT 4096'.")
    private String prefix = "";

    @Option(
            names = "--peers",
            description =
                    "Lets other libraries take turns with Braid; the launcher builds them in (110 MB, Linux"
                            + " x86-64).")
    private boolean withPeers;

    @Option(names = "--json", description = "Prints one JSON object a line.")
    private boolean json;

    @Option(
            names = "--append",
            paramLabel = "FILE",
            description = "Appends the results, with machine and time, to a file of JSON lines.")
    private @Nullable Path file;

    @Spec private CommandLine.Model.CommandSpec spec;

    /** The parser of what follows {@code braid bench}. */
    public static CommandLine commandLine() {
        return new CommandLine(new BenchCommand());
    }

    /** Entry point; the launcher calls it for {@code braid bench}. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    @Option(
            names = "--roofline",
            description =
                    "Prints the flops, the bytes and, by the peak and the memory's speed measured just"
                            + " before, the least time of every operation of a training step of config S, and"
                            + " ends.")
    private boolean roofline;

    @Override
    public Integer call() throws Exception {
        List<Benchmark> chosen = chosen();
        if (threads != null) {
            if (threads < 1) {
                throw new ParameterException(
                        spec.commandLine(), "--threads " + threads + ": at least 1");
            }
            Workers.resize(threads);
        }
        Device device = device();
        if (roofline) {
            return printRoofline(device);
        }
        Map<String, Object> circumstances = Machine.circumstances();
        for (Benchmark benchmark : chosen) {
            if (!benchmark.suits(device)) {
                throw new ParameterException(
                        spec.commandLine(), benchmark.title() + " runs on the CPU only");
            }
            if (benchmark == Benchmark.STEADY_S && SteadyState.SIZE.shape().startsWith(prefix)) {
                double peak = PeakFma.gflops(Workers.shared());
                report(SteadyState.measure(benchmark.title(), device, peak), circumstances);
            }
            var workloads = benchmark.workloads(device).iterator();
            while (workloads.hasNext()) {
                Workload workload = workloads.next();
                if (workload.shape().startsWith(prefix)) {
                    report(measure(benchmark, workload, device), circumstances);
                }
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private int printRoofline(Device device) {
        try {
            spec.commandLine().getOut().println(Roofline.of(ModelSize.S, device).toText());
            return CommandLine.ExitCode.OK;
        } catch (TensorException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Device device() {
        try {
            return Device.parse(deviceName);
        } catch (TensorException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<Benchmark> chosen() {
        if (names.isEmpty()) {
            return List.of(Benchmark.values());
        }
        List<Benchmark> chosen = new ArrayList<>();
        for (String name : names) {
            Benchmark b = Benchmark.named(name);
            if (b == null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "unknown benchmark " + name + "; there are " + Benchmark.names());
            }
            chosen.add(b);
        }
        return chosen;
    }

    private Measurement measure(Benchmark benchmark, Workload workload, Device device) {
        int count = Workers.shared().size();
        List<Workload> all = new ArrayList<>(List.of(workload));
        List<String> names = new ArrayList<>();
        if (withPeers && device == Device.cpu()) {
            for (Peer peer : ServiceLoader.load(Peer.class)) {
                peer.threads(count);
                Optional<Workload> same = peer.of(workload);
                same.ifPresent(all::add);
                same.ifPresent(w -> names.add(peer.name()));
            }
        }
        double peak = PeakFma.gflops(Workers.shared());
        double[] apart = apart(all);
        Timing timing = Timing.measure(all, seconds);
        Map<String, Measurement.Comparison> peers = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            peers.put(
                    names.get(i),
                    new Measurement.Comparison(
                            timing.speed(i + 1), timing.ratio(i + 1), apart[i + 1]));
        }
        Timing.Spread speed = timing.speed(0);
        return new Measurement(
                benchmark.title(),
                workload.shape(),
                benchmark.unit(),
                speed,
                speed.median() / workload.work() * workload.gflop() / peak,
                count,
                deviceName,
                peers,
                workload.facts());
    }

    /** Runs every workload a few times from the start; how far each ends from the first. */
    private static double[] apart(List<Workload> all) {
        double[] apart = new double[all.size()];
        for (int run = 0; run < 3; run++) {
            for (int i = 0; i < apart.length; i++) {
                all.get(i).run();
                double ours = all.getFirst().check();
                double off = Math.abs(all.get(i).check() - ours) / Math.max(1, Math.abs(ours));
                apart[i] = Math.max(apart[i], off);
                if (apart[i] > MOST_APART) {
                    throw new IllegalStateException(
                            all.get(i).getClass().getSimpleName()
                                    + " comes to "
                                    + all.get(i).check()
                                    + ", Braid to "
                                    + ours
                                    + ": they do not compute the same");
                }
            }
        }
        return apart;
    }

    private void report(Measurement m, Map<String, Object> circumstances) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? JsonMapper.shared().writeValueAsString(m.toMap()) : m.toText());
        out.flush();
        if (file != null) {
            Map<String, Object> line = m.toMap();
            line.putAll(circumstances);
            Files.writeString(
                    file,
                    JsonMapper.shared().writeValueAsString(line) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /** Version and commit. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"braid " + BuildInfo.current()};
        }
    }
}
