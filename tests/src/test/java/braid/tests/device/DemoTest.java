package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tests.op.rig.Devices;
import braid.training.cli.Braid;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The whole demo on a CUDA device, with one step of each training: all kinds of work there are. */
final class DemoTest {

    private static final List<String> METHODS = List.of("sol-only", "cot", "latent");

    @Test
    void comesToItsEnd(@TempDir Path runs) throws Exception {
        String absent = Devices.absent("cuda");
        assumeTrue(absent.isEmpty(), absent);
        var out = new StringWriter();
        CommandLine braid = Braid.commandLine().setOut(new PrintWriter(out));
        int code =
                braid.execute(
                        "demo", "--device=cuda:0", "--scale=0.001", "--runs=" + runs, "--seed=3");
        assertThat(code).as(out.toString()).isZero();
        assertThat(out.toString()).contains(METHODS).containsPattern("(?m)^Runs: .*demo-");
        try (Stream<Path> folders = Files.list(runs)) {
            Path folder = folders.findFirst().orElseThrow();
            assertThat(Files.readAllLines(folder.resolve("summary.jsonl"))).hasSize(3);
            for (String run : List.of("vqvae", "sol-only", "cot", "latent")) {
                String metrics = Files.readString(folder.resolve(run).resolve("metrics.jsonl"));
                assertThat(metrics).as(run).contains("\"loss\":").doesNotContain("NaN");
                assertThat(Files.readString(folder.resolve(run).resolve("config.yaml")))
                        .containsPattern("device: \"?cuda:0");
            }
        }
    }
}
