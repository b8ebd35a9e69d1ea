package braid.training.data;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the development data that lies beside the project and is no part of it. */
public final class SharedData {

    private SharedData() {}

    /**
     * A file or folder of the data, from {@code -Dbraid.data=DIR} or the nearest {@code
     * shared/data} beside or above the working directory; without it the test is skipped, and says
     * so.
     */
    public static Path find(String name) {
        String given = System.getProperty("braid.data");
        if (given != null) {
            return Path.of(given).resolve(name);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared/data").resolve(name);
            if (Files.exists(found)) {
                return found;
            }
        }
        String reason = "skipped: no shared/data/" + name + " at or above the working directory";
        System.out.println(reason);
        return abort(reason);
    }
}
