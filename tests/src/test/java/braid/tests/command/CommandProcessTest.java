package braid.tests.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Needs {@code env --default-signal} of GNU: a test that runs in the background ignores SIGINT. */
@EnabledOnOs(OS.LINUX)
final class CommandProcessTest {

    private static final String VECTOR = "--add-modules=jdk.incubator.vector";

    @TempDir private Path folder;

    private Process start(List<String> jvm, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(jvm);
        line.addAll(List.of("-XX:+UseParallelGC", "-Xmx1g", "-Dbraid.threads=1"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.add("braid.training.cli.Braid");
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private static int end(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends by itself").isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private String[] train(int steps, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "train",
                                "--runs=" + folder,
                                "--set=name=r",
                                "--set=task=running-sums,train=20,valid=3,test=3",
                                "--set=model.layers=1",
                                "--set=model.width=16",
                                "--set=model.hidden=16",
                                "--set=train.batch=2",
                                "--set=train.evaluateEvery=0",
                                "--set=train.evaluateExamples=1",
                                "--set=train.saveEvery=0",
                                "--set=train.steps=" + steps));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private String read(String file) throws Exception {
        return Files.readString(folder.resolve(file));
    }

    @Test
    void ctrlCSavesAndExitsWith130() throws Exception {
        Process process = start(List.of(VECTOR), train(10_000_000));
        Path metrics = folder.resolve("r/metrics.jsonl");
        for (int i = 0; i < 600 && (!Files.exists(metrics) || Files.size(metrics) == 0); i++) {
            Thread.sleep(100);
        }
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(end(process)).isEqualTo(130);
        assertThat(read("err"))
                .containsPattern("r: interrupted after step \\d+, saved .*/step-\\d+");
        try (var saved = Files.list(folder.resolve("r/checkpoints"))) {
            Path checkpoint = saved.findFirst().orElseThrow();
            assertThat(checkpoint.resolve("DONE")).exists();
            assertThat(read("err")).contains(checkpoint + "; continue with --resume");
        }
    }

    @Test
    void aJvmWithoutVectorsNamesTheFlag() throws Exception {
        assertThat(end(start(List.of(), train(1)))).isEqualTo(78);
        assertThat(read("err"))
                .isEqualTo(
                        "braid: cpu: this JVM runs without the module jdk.incubator.vector\n"
                                + "  HINT: start java with --add-modules=jdk.incubator.vector, or, to run"
                                + " without vectors at a hundredth of the speed, with"
                                + " -Dbraid.scalar=allow\n");
        assertThat(folder.resolve("r")).doesNotExist();
    }

    @Test
    void scalarKernelsRunWhereTheyAreAllowed() throws Exception {
        assertThat(end(start(List.of("-Dbraid.scalar=allow"), train(1)))).isZero();
        assertThat(read("out")).contains("tokens_per_second");
        assertThat(read("err")).contains("r: step 1 of 1, loss ").contains(" tokens/s");
    }

    @Test
    void threadsAreThoseAskedFor() throws Exception {
        assertThat(end(start(List.of(VECTOR), "doctor", "--threads=3"))).isZero();
        assertThat(read("out")).containsPattern("threads +3\\b");
        assertThat(end(start(List.of(VECTOR), "doctor", "--threads=0"))).isEqualTo(2);
        assertThat(read("err")).contains("braid: --threads 0: at least 1");
    }

    @Test
    void aModelThatDoesNotFitTheHeapSaysSo() throws Exception {
        Process process =
                start(
                        List.of(VECTOR),
                        train(1, "--set=model.width=8192", "--set=model.hidden=200000"));
        assertThat(end(process)).isEqualTo(1);
        assertThat(read("err"))
                .containsPattern(
                        "braid: cpu: no memory for 768 MiB; the heap is limited to \\d+ MiB")
                .contains("HINT: raise the heap with -Xmx, lower the batch, or recompute blocks")
                .doesNotContain("\tat ");
    }
}
