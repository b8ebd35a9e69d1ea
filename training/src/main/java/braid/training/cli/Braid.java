package braid.training.cli;

import braid.training.BuildInfo;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code braid} command; its subcommands inherit {@code --help}, {@code --version} and the exit
 * codes.
 */
@Command(
        name = "braid",
        description = {
            "Trains transformers and VQ-VAEs that reason in text and latent tokens.",
            "Benchmarks are a command of the launcher: braid bench --help."
        },
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoCommand.class,
            DoctorCommand.class,
            DataCommand.class,
            TrainVqVaeCommand.class,
            EncodeCommand.class,
            TrainCommand.class,
            ExperimentCommand.class,
            EvalCommand.class,
            GenerateCommand.class,
            ChatCommand.class,
            ExportCommand.class,
            PlotCommand.class,
            ReportCommand.class
        },
        versionProvider = Braid.Version.class,
        showDefaultValues = true,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.FAILED,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.DONE + ":done",
            ExitCode.FAILED + ":the run failed",
            ExitCode.USAGE + ":wrong command line",
            ExitCode.CONFIGURATION
                    + ":the configuration or the installation does not allow the run",
            ExitCode.INTERRUPTED + ":interrupted; training saves first"
        })
public final class Braid implements Callable<Integer> {

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,8})([KMG])iB");

    /** Read by the CPU backend when it is first used. */
    private static final String THREADS_PROPERTY = "braid.threads";

    /** Read by a backend with memory of its own when it is opened; in bytes. */
    private static final String BUDGET_PROPERTY = "braid.memory.budget";

    @Spec private CommandSpec spec;

    private Braid() {}

    @Option(
            names = "--threads",
            paramLabel = "N",
            scope = ScopeType.INHERIT,
            description =
                    "Threads of the CPU; default: physical cores. Results do not depend on it.")
    void threads(@Nullable Integer count) {
        if (count == null) {
            return;
        }
        if (count < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--threads " + count + ": at least 1, the caller itself");
        }
        System.setProperty(THREADS_PROPERTY, Integer.toString(count));
    }

    @Option(
            names = "--memory-budget",
            paramLabel = "SIZE",
            scope = ScopeType.INHERIT,
            description =
                    "Most memory that a device other than the CPU takes, as in 2GiB or 512MiB;"
                            + " default: all that it gives. The CPU's is the heap of java (-Xmx).")
    void memoryBudget(@Nullable String size) {
        if (size == null) {
            return;
        }
        Matcher m = SIZE.matcher(size);
        if (!m.matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--memory-budget " + size + ": a whole number and KiB, MiB or GiB");
        }
        long unit = 1L << 10 * (1 + "KMG".indexOf(m.group(2)));
        System.setProperty(BUDGET_PROPERTY, Long.toString(Long.parseLong(m.group(1)) * unit));
    }

    /** The parser of the whole command line; {@code execute} returns an {@link ExitCode}. */
    public static CommandLine commandLine() {
        return new CommandLine(new Braid())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageReport())
                .setExecutionExceptionHandler(new ErrorReport());
    }

    /** Entry point of the launcher {@code ./braid}. */
    public static void main(String[] args) {
        int code;
        try {
            code = commandLine().execute(args);
        } catch (OutOfMemoryError e) {
            code = ErrorReport.outOfMemory(e, System.err);
        }
        System.exit(code);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }

    /** Version, commit and JDK, as {@code braid --version} prints them. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {
                "braid " + BuildInfo.current(),
                "JDK ${java.version} (${java.vendor}), ${os.name} ${os.arch}"
            };
        }
    }
}
