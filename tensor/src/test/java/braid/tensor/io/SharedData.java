package braid.tensor.io;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the data that lies outside the repository: {@code -Dbraid.data}, or {@code shared/data}
 * above.
 */
final class SharedData {

    private SharedData() {}

    /** The file, or null where it is absent. */
    static @Nullable Path find(String name) {
        String given = System.getProperty("braid.data");
        if (given != null) {
            return existing(Path.of(given, name));
        }
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            Path found = existing(p.resolve("shared/data").resolve(name));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Path existing(Path path) {
        return Files.exists(path) ? path : null;
    }
}
