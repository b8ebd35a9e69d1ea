package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tests.op.rig.Cases;
import braid.tests.op.rig.OpCase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The kernels for GPUs under Oclgrind, which runs every work item and reports accesses out of
 * bounds, data races in local and global memory, and barriers that not all items reach. A process
 * runs small examples of all operations; whatever is said between the results of two is about the
 * second.
 */
final class RaceTest {

    private static final Path ICD = Path.of("/usr/lib/oclgrind/liboclgrind-rt-icd.so");

    private static final Pattern RESULT = Pattern.compile("(\\w+): (\\d+) passed, (\\d+) failed");
    private static final Pattern KERNEL = Pattern.compile("KERNEL\\((\\w+)\\)");

    /** What the Java VM and the checks say, rather than Oclgrind. */
    private static final String OTHERS = "WARNING: Using incubator modules.*|launched .*";

    /** Kernels that no operation launches on a GPU: for processors, and to measure speed. */
    private static final List<String> NOT_HERE = List.of("embedding.k columns", "peak.k peak");

    /** By operation: what was said before its result, and the result. */
    private static final Map<String, List<String>> SAID = new LinkedHashMap<>();

    private static final Set<String> LAUNCHED = new TreeSet<>();

    @BeforeAll
    static void runAll(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.exists(ICD), "Oclgrind: not installed; on Debian apt install oclgrind");
        List<String> lines = new ArrayList<>();
        for (String line : run(folder)) {
            Matcher result = RESULT.matcher(line);
            if (line.startsWith("launched ")) {
                LAUNCHED.add(line.replace("launched ", ""));
            }
            if (!line.matches(OTHERS)) {
                lines.add(line);
            }
            if (result.matches()) {
                SAID.put(result.group(1), lines);
                lines = new ArrayList<>();
            }
        }
        assertThat(lines).as("the end of the run").singleElement().asString().contains(" passed");
    }

    private static List<String> run(Path folder) throws IOException, InterruptedException {
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
                                "-Dbraid.tests.launches=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "braid.tests.op.rig.Main",
                                "test",
                                "--device",
                                "opencl:0"));
        process.environment().put("OCL_ICD_VENDORS", vendors.toString());
        process.environment().put("OCLGRIND_DATA_RACES", "1");
        // Optimised, Philox ends in a switch over 2 bits, which Oclgrind 21.10 gets wrong.
        process.environment().put("OCLGRIND_BUILD_OPTIONS", "-cl-opt-disable");
        process.environment().put("XDG_CACHE_HOME", folder.toString());
        process.redirectErrorStream(true).redirectOutput(log.toFile());
        Process p = process.start();
        try {
            assertThat(p.waitFor(20, TimeUnit.MINUTES)).as("ends within 20 minutes").isTrue();
        } finally {
            p.destroyForcibly();
        }
        return Files.readAllLines(log);
    }

    @TestFactory
    Stream<DynamicTest> kernelsForGpusHaveNoRaces() {
        return Cases.all().stream()
                .map(OpCase::name)
                .map(name -> DynamicTest.dynamicTest(name, () -> assertClean(name)));
    }

    /** At least one check passed, none failed, and Oclgrind had nothing to say. */
    private static void assertClean(String operation) {
        assertThat(SAID).containsKey(operation);
        assertThat(SAID.get(operation))
                .singleElement()
                .asString()
                .matches("\\w+: [1-9]\\d* passed, 0 failed");
    }

    @Test
    void everyKernelForGpusIsAmongThem() throws IOException, URISyntaxException {
        Set<String> missing = kernels();
        assertThat(missing).containsAll(NOT_HERE).containsAll(LAUNCHED);
        missing.removeAll(LAUNCHED);
        NOT_HERE.forEach(missing::remove);
        assertThat(missing).as("kernels that no small example launches").isEmpty();
    }

    /** {@code norm.k forward} and so on, of all files on the class path. */
    private static Set<String> kernels() throws IOException, URISyntaxException {
        URL prelude = Objects.requireNonNull(RaceTest.class.getResource("/kernels/prelude.cl"));
        if (prelude.getProtocol().equals("file")) {
            return kernels(Path.of(prelude.toURI()).resolveSibling(""));
        }
        try (FileSystem jar = FileSystems.newFileSystem(prelude.toURI(), Map.of())) {
            return kernels(jar.getPath("/kernels"));
        }
    }

    private static Set<String> kernels(Path folder) throws IOException {
        Set<String> all = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".k")).toList()) {
                KERNEL.matcher(Files.readString(file))
                        .results()
                        .forEach(kernel -> all.add(file.getFileName() + " " + kernel.group(1)));
            }
        }
        return all;
    }
}
