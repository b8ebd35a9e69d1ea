package braid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

class BenchCommandTest {

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = BenchCommand.commandLine();
        command.setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    @Test
    void refusesNoTime() {
        assertThat(run("sgemm", "--seconds=0")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--seconds 0.0: more than 0");
    }

    @Test
    void saysThatNoShapeBeginsSo() {
        assertThat(run("sgemm", "--shape=XX")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--shape XX: no shape begins so");
    }

    @Test
    void looksWhetherItCanWriteBeforeItMeasures(@TempDir Path folder) {
        Path file = folder.resolve("none").resolve("a.jsonl");
        assertThat(run("sgemm", "--append=" + file)).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("--append " + file + ": not a file in a folder that exists");
        assertThat(run("sgemm", "--append=" + folder)).isEqualTo(2);
    }

    @Test
    void comparesWithNobodyOnAnotherDevice() {
        assertThat(run("train-s", "--peers=all", "--device=reference")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--peers: other libraries run on the CPU");
    }
}
