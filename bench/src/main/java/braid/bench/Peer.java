package braid.bench;

import java.util.Optional;

/** Another library that can do the same work; found where the Maven profile {@code peers} built. */
public interface Peer {

    /** Name of the library. */
    String name();

    /** Which version of it is built in, and of the binding after it: {@code 2.10.0-1.5.13}. */
    String version();

    /** Whether its own files are there; they can be large, and are downloaded by name only. */
    default boolean isPresent() {
        return true;
    }

    /**
     * The same work, from the same numbers.
     *
     * @param braid the work, before its first run
     * @return nothing where the library has no such work
     * @throws java.io.UncheckedIOException where the library has a process of its own, and it does
     *     not start
     */
    Optional<Workload> of(Workload braid);

    /**
     * Sets the number of its threads, for work that is asked for afterwards.
     *
     * @param count at least 1
     * @throws IllegalStateException where the shell has a setting that would slow the library down
     */
    void threads(int count);
}
