package braid.training.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class MetricsFileTest {

    @TempDir private Path folder;

    @Test
    void whatComesAfterTheStepOrWasCutOffIsWrittenAnew() throws Exception {
        Path path = folder.resolve("metrics.jsonl");
        List<String> lines = List.of("{\"step\":1}", "{\"step\":2}", "{\"step\":3}", "{\"ste");
        Files.write(path, lines);
        Path before = Files.createLink(folder.resolve("before"), path);
        try (var metrics = MetricsFile.open(path, 2)) {
            metrics.write(Map.of("step", 3));
        }
        assertThat(path)
                .content()
                .isEqualToNormalizingNewlines("{\"step\":1}\n{\"step\":2}\n{\"step\":3}\n");
        // The old content was not written over: killed half-way, it would still be there.
        assertThat(Files.readAllLines(before)).isEqualTo(lines);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }
}
