package braid.tests.device;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the data sets that lie beside the project. */
final class SharedData {

    private SharedData() {}

    /** A file or folder under {@code shared/data} of this folder or one above, or null. */
    static Path find(String name) {
        String given = System.getProperty("braid.data");
        if (given != null) {
            return Files.exists(Path.of(given, name)) ? Path.of(given, name) : null;
        }
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            Path found = p.resolve("shared/data").resolve(name);
            if (Files.exists(found)) {
                return found;
            }
        }
        return null;
    }
}
