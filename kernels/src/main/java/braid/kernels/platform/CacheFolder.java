package braid.kernels.platform;

import java.nio.file.Path;

/** The user's folder for what can be made again: {@code braid} in the cache of the system. */
public final class CacheFolder {

    private CacheFolder() {}

    /** Where it is, whether it exists or not. */
    public static Path path() {
        String told = System.getenv("XDG_CACHE_HOME");
        // A relative path is to be ignored (XDG Base Directory Specification).
        Path cache =
                told == null || !Path.of(told).isAbsolute()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(told);
        return cache.resolve("braid");
    }
}
