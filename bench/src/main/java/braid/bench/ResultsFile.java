package braid.bench;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of JSON lines, one a measurement, that grows with every run; {@code braid.bench.report}
 * reads it.
 */
record ResultsFile(Path path) {

    /** Whether it is a file, or can be one. */
    boolean isWritable() {
        Path folder = path.toAbsolutePath().getParent();
        return folder != null && Files.isDirectory(folder) && !Files.isDirectory(path);
    }

    /** Adds a line; what was measured comes first, and counts where both have a key. */
    void append(Map<String, Object> measured, Map<String, Object> circumstances)
            throws IOException {
        Map<String, Object> line = new LinkedHashMap<>(measured);
        circumstances.forEach(line::putIfAbsent);
        Files.writeString(
                path,
                JsonMapper.shared().writeValueAsString(line) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
