package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tests.op.rig.Devices;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program is compiled once on a machine. Drivers do not count what they compile, but whatever is
 * compiled is written to the cache, a new file for an old one: where none is new, nothing was.
 */
final class SecondStartTest {

    @ParameterizedTest
    @ValueSource(strings = {"opencl", "cuda"})
    void compilesNothing(String type, @TempDir Path cache)
            throws IOException, InterruptedException {
        String absent = Devices.absent(type);
        assumeTrue(absent.isEmpty(), absent);
        start(type, cache, "softmax");
        Map<String, String> first = programs(type, cache);
        assertThat(first).hasSizeGreaterThan(1);
        start(type, cache, "softmax");
        assertThat(programs(type, cache)).isEqualTo(first);
        start(type, cache, "rope");
        assertThat(programs(type, cache))
                .containsAllEntriesOf(first)
                .hasSizeGreaterThan(first.size());
    }

    /** Identity and time of each binary. */
    private static Map<String, String> programs(String type, Path cache) throws IOException {
        Map<String, String> programs = new TreeMap<>();
        try (Stream<Path> files = Files.list(cache.resolve("braid").resolve(type))) {
            for (Path file : files.toList()) {
                var a = Files.readAttributes(file, BasicFileAttributes.class);
                programs.put(
                        file.getFileName().toString(), a.fileKey() + " " + a.lastModifiedTime());
            }
        }
        return programs;
    }

    private static void start(String type, Path cache, String operation)
            throws IOException, InterruptedException {
        ProcessBuilder process =
                new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-modules=jdk.incubator.vector",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dbraid.tests.devices=" + type,
                                "-Dbraid.tests.small=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "braid.tests.op.rig.Main",
                                "test",
                                "--device",
                                type + ":0",
                                operation));
        process.environment().put("XDG_CACHE_HOME", cache.toString());
        Path log = cache.resolve("log");
        process.redirectErrorStream(true).redirectOutput(log.toFile());
        Process p = process.start();
        try {
            assertThat(p.waitFor(5, TimeUnit.MINUTES)).as("ends within 5 minutes").isTrue();
        } finally {
            p.destroyForcibly();
        }
        assertThat(Files.readString(log)).contains(" passed, 0 failed");
    }
}
