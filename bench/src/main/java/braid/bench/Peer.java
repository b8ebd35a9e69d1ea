package braid.bench;

import java.util.Optional;

/** Another library that can do the same work; found where the Maven profile {@code peers} built. */
public interface Peer {

    /** Name of the library. */
    String name();

    /** Whether its own files are there; they can be large, and are downloaded by name only. */
    default boolean isPresent() {
        return true;
    }

    /** The same work, from the same numbers; nothing where the library has no such work. */
    Optional<Workload> of(Workload braid);

    /** Sets the number of its threads. */
    void threads(int count);
}
