package braid.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import braid.training.ConfigurationException;
import braid.training.data.DataException;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;

class BraidTest {

    private final CommandLine command = Braid.commandLine();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    }

    private void subcommand(Object userObject) {
        command.addSubcommand("probe", CommandSpec.forAnnotatedObject(userObject));
    }

    @Test
    void helpGoesToStdoutAndNamesTheExitCodes() {
        assertThat(run("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .startsWith("Usage: braid")
                .contains("130   interrupted; training saves first");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void versionIsFilledInByTheBuild() {
        assertThat(run("--version")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .matches(
                        "(?s)braid \\d+\\.\\d+\\.\\d+\\S*( \\([0-9a-f]{12}(-dirty)?\\))?\\R"
                                + "JDK 2\\d\\.\\d+\\.\\d+ .*\\R");
    }

    @Test
    void aMissingOrUnknownSubcommandIsAUsageError() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .startsWith("braid: Missing required subcommand")
                .contains("Usage: braid");
        assertThat(run("--colour")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("braid: Unknown option: '--colour'\n  HINT: braid --help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theMemoryBudgetIsANumberAndAUnit() {
        subcommand(new Probe(null));
        try {
            run("probe", "--memory-budget", "2GiB");
            assertThat(Long.getLong("braid.memory.budget")).isEqualTo(2L << 30);
            run("--memory-budget", "512KiB", "probe");
            assertThat(Long.getLong("braid.memory.budget")).isEqualTo(512L << 10);
            for (String wrong : List.of("2", "0GiB", "2GB", "-1MiB")) {
                assertThat(run("probe", "--memory-budget", wrong)).isEqualTo(ExitCode.USAGE);
                assertThat(err.toString())
                        .contains("--memory-budget " + wrong + ": a whole number");
            }
        } finally {
            System.clearProperty("braid.memory.budget");
        }
    }

    @Test
    void subcommandsInheritHelpWithDefaultsAndExitCodes() {
        subcommand(new Probe(null));
        assertThat(run("probe", "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .startsWith("Usage: braid probe")
                .contains("Default: 7")
                .contains("130   interrupted; training saves first");
    }

    @Test
    void errorsThatAUserCanMendShowTheirMessageAlone() {
        subcommand(
                new Probe(
                        new ConfigurationException(
                                "a.yaml: unknown key 'lern'", "did you mean 'learn'?")));
        assertThat(run("probe")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        "braid: a.yaml: unknown key 'lern'\n  HINT: did you mean 'learn'?\n");
    }

    @Test
    void faultsOfDataAndFilesShowTheirMessageAlone() {
        subcommand(new Probe(new DataException("a.jsonl: row 3: no answer", "add one")));
        assertThat(run("probe")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        "braid: a.jsonl: row 3: no answer\n  HINT: add one\n");
    }

    @Test
    void aMissingFileIsCalledMissing() {
        subcommand(new Probe(new NoSuchFileException("runs/a/best.txt")));
        assertThat(run("probe")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("braid: runs/a/best.txt: no such file or folder\n");
    }

    @Test
    void failedRunsExitWithOne() {
        subcommand(
                new Probe(
                        new UncheckedIOException("a.jsonl: row 3", new IOException("cut short"))));
        assertThat(run("probe")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).isEqualToNormalizingNewlines("braid: a.jsonl: row 3\n");
    }

    @Test
    void defectsShowTheirStackTrace() {
        subcommand(new Probe(new IllegalStateException("what")));
        assertThat(run("probe")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .contains("a defect in braid")
                .contains("at braid.training.cli.BraidTest");
    }

    @Test
    void aHeapThatIsTooSmallIsNamedWithItsRemedy() {
        var bytes = new ByteArrayOutputStream();
        var error = new OutOfMemoryError("Java heap space");
        int code = ErrorReport.outOfMemory(error, new PrintStream(bytes, true, UTF_8));
        assertThat(code).isEqualTo(ExitCode.FAILED);
        assertThat(bytes.toString(UTF_8))
                .matches(
                        "braid: out of memory: the heap has at most \\d+ MiB \\(Java heap space\\)\\R"
                                + "  HINT: lower train.batch, .* BRAID_JAVA_OPTS=-Xmx12g braid …\\R");
    }

    @Test
    void interruptionExitsAsTheShellExpects() {
        subcommand(new Probe(new InterruptedException()));
        assertThat(run("probe")).isEqualTo(ExitCode.INTERRUPTED);
    }

    @Command(name = "probe")
    private static final class Probe implements Callable<Integer> {

        private final Exception thrown;

        @Option(names = "--depth", defaultValue = "7")
        private int depth;

        Probe(Exception thrown) {
            this.thrown = thrown;
        }

        @Override
        public Integer call() throws Exception {
            if (thrown != null) {
                throw thrown;
            }
            return depth;
        }
    }
}
