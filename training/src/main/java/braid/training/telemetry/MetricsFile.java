package braid.training.telemetry;

import braid.tensor.io.SafeFiles;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code metrics.jsonl}: one JSON object a line, each with the step that it belongs to. */
public final class MetricsFile implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path path;
    private final BufferedWriter out;

    private MetricsFile(Path path, BufferedWriter out) {
        this.path = path;
        this.out = out;
    }

    /**
     * Opens a file for more lines, without those that come after a step: a resumed run writes them
     * again.
     */
    public static MetricsFile open(Path path, int afterStep) throws IOException {
        List<String> kept = new ArrayList<>();
        if (Files.exists(path)) {
            for (String line : Files.readAllLines(path)) {
                if (step(line) <= afterStep) {
                    kept.add(line);
                }
            }
        }
        // In one step: a run that is killed here keeps its metrics.
        String text = String.join("", kept.stream().map(line -> line + "\n").toList());
        SafeFiles.write(path, text.getBytes(StandardCharsets.UTF_8));
        return new MetricsFile(path, Files.newBufferedWriter(path, StandardOpenOption.APPEND));
    }

    private static int step(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            return node == null ? Integer.MAX_VALUE : node.path("step").asInt(Integer.MAX_VALUE);
        } catch (JacksonException e) {
            // A line cut off by a crash; the resumed run writes it anew.
            return Integer.MAX_VALUE;
        }
    }

    /** Appends a line; numbers that JSON lacks (NaN, infinities) are written as text. */
    public void write(Map<String, Object> values) {
        try {
            out.write(JSON.writeValueAsString(values));
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    path
                            + ": cannot be written: "
                            + e.getMessage()
                            + "\n  HINT: is the disk full? Make room and --resume",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
