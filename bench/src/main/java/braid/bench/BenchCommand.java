package braid.bench;

import braid.bench.report.ReportCommand;
import braid.bench.samples.LadderCommand;
import braid.kernels.cpu.Workers;
import braid.kernels.device.DeviceBackend;
import braid.tensor.Device;
import braid.tensor.TensorException;
import braid.tensor.backend.MatmulPrecision;
import braid.training.BuildInfo;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.concurrent.Callable;

/** {@code braid bench}; started by the launcher, for the benchmarks are a module of their own. */
@Command(
        name = "braid bench",
        mixinStandardHelpOptions = true,
        subcommands = {ReportCommand.class, LadderCommand.class},
        versionProvider = BenchCommand.Version.class,
        usageHelpAutoWidth = true,
        description =
                "Measures this machine: matrix products, training, decoding. Speeds are medians over turns;"
                        + " beside them their range, and the share of the peak of fused multiply-adds, the highest"
                        + " measured in the run.")
public final class BenchCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description =
                    "sgemm, train-s, train-s-single (the same on one thread), train-gpt2, forward-s,"
                            + " decode-s, vqvae, length-s, rows, scaling (train-s on all threads and on"
                            + " one, in turns), attention, empty-op, steady-s; all, if none is"
                            + " given; only by name decode-1b and prompt-1b, a model of 1.2 billion weights. After several with --peers, a table of the goals.")
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

    @Option(
            names = "--matmul-precision",
            defaultValue = "highest",
            paramLabel = "PRECISION",
            description =
                    "highest, high or medium: products of matrices in F32, or with operands rounded to"
                            + " TF32 or BF16; default ${DEFAULT-VALUE}.")
    private MatmulPrecision precision = MatmulPrecision.HIGHEST;

    @Option(names = "--shape", description = "Only shapes that begin so, for example 'NT 4096'.")
    private String prefix = "";

    @Option(
            names = "--peers",
            arity = "0..1",
            split = ",",
            paramLabel = "NAMES",
            preprocessor = PeerNames.class,
            description =
                    "Lets other libraries take turns with Braid where they have the same work:"
                            + " --peers for openblas and libtorch, --peers=NAMES for some of openblas, mkl,"
                            + " libtorch and nd4j, with commas between, --peers=all for all. The launcher"
                            + " builds them in (Linux x86-64): it downloads 110 MB for openblas and libtorch,"
                            + " 185 MB more for mkl, 130 MB more for nd4j.")
    private List<String> peerNames = List.of();

    @Option(names = "--json", description = "Prints one JSON object a line.")
    private boolean json;

    @Option(
            names = "--append",
            paramLabel = "FILE",
            description = "Appends the results, with machine and time, to a file of JSON lines.")
    private @Nullable Path file;

    @Option(
            names = "--roofline",
            description =
                    "Prints the flops, the bytes and, by the peak and the memory's speed measured just"
                            + " before, the least time of every operation of a training step of config S, and"
                            + " ends.")
    private boolean roofline;

    @Option(
            names = "--alone",
            description =
                    "Without turns of the CPU, which otherwise does the work of a device too, for"
                            + " comparison and to check results.")
    private boolean alone;

    @Option(
            names = "--kernels",
            description =
                    "Prints how long each kernel of a device took in one run of each benchmark, and ends.")
    private boolean kernels;

    @Spec private CommandLine.Model.CommandSpec spec;

    /** The parser of what follows {@code braid bench}. */
    public static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .addSubcommand("jmh", JmhCommand.commandLine());
    }

    /** Entry point; the launcher calls it for {@code braid bench}. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try {
            return run();
        } catch (Agreement.Disagreement e) {
            spec.commandLine().getErr().println("braid: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int run() throws Exception {
        if (threads != null) {
            check(threads >= 1, "--threads " + threads + ": at least 1");
            Workers.resize(threads);
        }
        Device device = device();
        List<Benchmark> chosen = chosen(device);
        if (roofline) {
            return printRoofline(device);
        }
        check(seconds > 0, "--seconds " + seconds + ": more than 0");
        check(
                peerNames.isEmpty() || device == Device.cpu(),
                "--peers: other libraries run on the CPU, not on " + device);
        Peers peers = peers();
        ResultsFile results = file == null ? null : new ResultsFile(file);
        check(
                results == null || results.isWritable(),
                "--append " + file + ": not a file in a folder that exists");
        if (kernels) {
            return printKernels(device, chosen);
        }
        for (Benchmark benchmark : chosen) {
            check(benchmark.suits(device), benchmark.title() + " runs on the CPU only");
        }
        var run =
                new BenchRun(
                        device,
                        peers,
                        seconds,
                        prefix,
                        alone,
                        json,
                        results,
                        spec.commandLine().getOut());
        check(run.measure(chosen), "--shape " + prefix + ": no shape begins so");
        run.printGoals();
        return CommandLine.ExitCode.OK;
    }

    private void check(boolean right, String fault) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), fault);
        }
    }

    private int printRoofline(Device device) {
        try {
            spec.commandLine().getOut().println(Roofline.of(ModelSize.S, device).toText());
            return CommandLine.ExitCode.OK;
        } catch (TensorException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private int printKernels(Device device, List<Benchmark> chosen) {
        if (!(device.backend() instanceof DeviceBackend backend)) {
            throw new ParameterException(
                    spec.commandLine(), "--kernels: choose a device other than the CPU");
        }
        for (Benchmark benchmark : chosen) {
            check(benchmark.suits(device), benchmark.title() + " runs on the CPU only");
            KernelTable.print(benchmark, prefix, backend.timed(), spec.commandLine().getOut());
        }
        return CommandLine.ExitCode.OK;
    }

    private Peers peers() {
        try {
            return Peers.of(peerNames);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--peers: " + e.getMessage(), e);
        }
    }

    private Device device() {
        try {
            Device device = Device.parse(deviceName);
            device.backend().matmulPrecision(precision);
            return device;
        } catch (TensorException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<Benchmark> chosen(Device device) {
        boolean several = Workers.shared().size() > 1;
        if (names.isEmpty()) {
            return Benchmark.usual(device, several);
        }
        List<Benchmark> chosen = new ArrayList<>();
        for (String name : names) {
            Benchmark b = Benchmark.named(name);
            if (b == null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "unknown benchmark " + name + "; there are " + Benchmark.names());
            }
            check(
                    several || b != Benchmark.SCALING,
                    name + " compares several threads with one: --threads 2 or more");
            chosen.add(b);
        }
        return chosen;
    }

    /** A name after {@code --peers} and a blank is a benchmark, not a library. */
    static final class PeerNames implements IParameterPreprocessor {

        private static final String USUAL = "openblas,libtorch";

        @Override
        public boolean preprocess(
                Stack<String> arguments,
                CommandLine.Model.CommandSpec command,
                CommandLine.Model.ArgSpec option,
                Map<String, Object> info) {
            if (!"=".equals(info.get("separator"))) {
                arguments.push(USUAL);
            }
            return false; // the parser goes on, with what is on the stack
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
