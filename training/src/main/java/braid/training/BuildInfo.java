package braid.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which Braid this is: what {@code braid --version} shows and what a run writes into its {@code
 * run.json}.
 *
 * @param version the Maven version, such as {@code 0.1.0-SNAPSHOT}
 * @param commit the abbreviated git commit that was built, with {@code -dirty} behind it where the
 *     working tree had changes; empty where the build had no git
 */
public record BuildInfo(String version, String commit) {

    private static final BuildInfo CURRENT = read();

    /** The build that is running. */
    public static BuildInfo current() {
        return CURRENT;
    }

    /** Version and commit in one line: {@code 0.1.0-SNAPSHOT (4f3a2b1c9d0e)}. */
    @Override
    public String toString() {
        return commit.isEmpty() ? version : version + " (" + commit + ")";
    }

    private static BuildInfo read() {
        var properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "build.properties cannot be read from the jar of BuildInfo", e);
        }
        return new BuildInfo(
                properties.getProperty("version", "unknown"), properties.getProperty("commit", ""));
    }
}
