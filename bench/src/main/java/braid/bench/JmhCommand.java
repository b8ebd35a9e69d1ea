package braid.bench;

import braid.kernels.cpu.Workers;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * {@code braid bench jmh}: JMH's own command line, and results kept as those of {@link
 * BenchCommand} are.
 */
@Command(
        name = "jmh",
        description =
                "Runs benchmarks of single operations, steps, data and checkpoints on JMH, each in"
                        + " JVMs of its own; every result is checked.")
final class JmhCommand implements Callable<Integer> {

    /** Without these a fork would measure the scalar kernels, or none. */
    private static final String FORK_OPTIONS =
            "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED"
                    + " -XX:Tier3DelayOn=100000";

    private static final String PREPEND = "-jvmArgsPrepend";
    private static final String THREADS = "-D" + Workers.THREADS_PROPERTY + "=";

    @Parameters(
            arity = "0..*",
            paramLabel = "ARGUMENT",
            description =
                    "What JMH takes, such as a pattern of names; -l lists them, -h all options.")
    private List<String> arguments = List.of();

    @Option(
            names = "--append",
            paramLabel = "FILE",
            description = "Appends the results, with machine and time, to a file of JSON lines.")
    private @Nullable Path file;

    @Option(names = "--help", usageHelp = true, description = "Prints this and ends.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Spec private CommandSpec spec;

    /** The parser, which leaves JMH's options to JMH. */
    static CommandLine commandLine() {
        return new CommandLine(new JmhCommand()).setUnmatchedOptionsArePositionalParams(true);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLineOptions options = options();
        if (options.shouldHelp()
                || options.shouldList()
                || options.shouldListWithParams()
                || options.shouldListProfilers()
                || options.shouldListResultFormats()) {
            org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
            return CommandLine.ExitCode.OK;
        }
        ResultsFile results = file == null ? null : new ResultsFile(file);
        if (results != null && !results.isWritable()) {
            throw fault("--append " + file + ": not a file in a folder that exists");
        }
        Map<String, Object> circumstances = Machine.circumstances();
        Collection<RunResult> all;
        try {
            all = new Runner(options).run();
        } catch (NoBenchmarksException e) {
            throw fault("jmh: no benchmark matches " + arguments + "; -l lists them");
        } catch (RunnerException e) {
            spec.commandLine().getErr().println("braid: jmh: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (results != null) {
            for (RunResult result : all) {
                results.append(line(result), circumstances);
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private CommandLineOptions options() {
        List<String> all = new ArrayList<>(arguments);
        int given = all.indexOf(PREPEND);
        if (given >= 0 && given + 1 < all.size()) {
            all.set(
                    given + 1,
                    FORK_OPTIONS + " " + all.get(given + 1)); // JMH takes the option only once
        } else {
            all.addAll(List.of(PREPEND, FORK_OPTIONS));
        }
        try {
            return new CommandLineOptions(all.toArray(String[]::new));
        } catch (CommandLineOptionException e) {
            throw fault("jmh: " + e.getMessage());
        }
    }

    private ParameterException fault(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /**
     * A result with the keys of {@link Measurement#toMap}: the name of class and method, the
     * benchmark's parameters as the shape, mean, least and greatest of the iterations of all forks.
     */
    private static Map<String, Object> line(RunResult result) {
        BenchmarkParams params = result.getParams();
        Result<?> primary = result.getPrimaryResult();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", params.getBenchmark().replaceFirst("^braid\\.bench\\.jmh\\.", ""));
        line.put(
                "shape",
                params.getParamsKeys().stream()
                        .map(key -> key + "=" + params.getParam(key))
                        .collect(Collectors.joining(", ")));
        line.put("value", primary.getScore());
        line.put("low", primary.getStatistics().getMin());
        line.put("high", primary.getStatistics().getMax());
        if (!Double.isNaN(primary.getScoreError())) {
            line.put("error", primary.getScoreError()); // half of the interval of 99.9 %
        }
        line.put("unit", primary.getScoreUnit());
        line.put("threads", threads(params.getJvmArgs()));
        line.put("device", "cpu");
        line.put("jmh", params.getJmhVersion());
        line.put("forks", params.getForks());
        line.put("iterations", params.getMeasurement().getCount());
        line.put("java", params.getVmVersion());
        line.put("flags", List.copyOf(params.getJvmArgs()));
        return line;
    }

    /** Of the kernels in a fork: the last setting counts. */
    private static int threads(Collection<String> flags) {
        int threads = Workers.shared().size();
        for (String flag : flags) {
            if (flag.startsWith(THREADS)) {
                threads = Integer.parseInt(flag.substring(THREADS.length()));
            }
        }
        return threads;
    }
}
