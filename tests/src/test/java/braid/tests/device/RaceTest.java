package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The kernels for GPUs under Oclgrind, which runs every work item and reports accesses out of
 * bounds, data races in local and global memory, and barriers that not all items reach.
 */
final class RaceTest {

    private static final Path ICD = Path.of("/usr/lib/oclgrind/liboclgrind-rt-icd.so");

    @ParameterizedTest
    @ValueSource(strings = {"softmax", "layerNorm", "crossEntropy", "sum", "matmul", "attention"})
    void kernelsForGpusHaveNoRaces(String operation, @TempDir Path folder) throws Exception {
        assumeTrue(Files.exists(ICD), "Oclgrind: not installed; on Debian apt install oclgrind");
        String log = run(operation, folder);
        assertThat(log)
                .contains(" passed, 0 failed")
                .doesNotContain("Invalid")
                .doesNotContain("race");
    }

    private static String run(String operation, Path folder)
            throws IOException, InterruptedException {
        Path vendors = Files.createDirectory(folder.resolve("vendors"));
        Files.writeString(vendors.resolve("oclgrind.icd"), ICD + "\n");
        Path log = folder.resolve("log");
        ProcessBuilder process =
                new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-modules=jdk.incubator.vector",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dbraid.opencl.synchronous=true",
                                "-Dbraid.opencl.schedule=gpu",
                                "-Dbraid.tests.devices=opencl",
                                "-Dbraid.tests.small=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "braid.tests.op.rig.Main",
                                "test",
                                "--device",
                                "opencl:0",
                                operation));
        process.environment().put("OCL_ICD_VENDORS", vendors.toString());
        process.environment().put("OCLGRIND_DATA_RACES", "1");
        process.environment().put("XDG_CACHE_HOME", folder.toString());
        process.redirectErrorStream(true).redirectOutput(log.toFile());
        Process p = process.start();
        assertThat(p.waitFor(10, TimeUnit.MINUTES)).as("ends within ten minutes").isTrue();
        return Files.readString(log);
    }
}
