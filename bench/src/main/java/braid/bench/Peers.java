package braid.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The other libraries that a run is compared with, by name. */
final class Peers {

    /** Stands for all of them. */
    private static final String ALL = "all";

    /** All that there can be; which are built in, the Maven profiles decide. */
    private static final List<String> NAMES = List.of("openblas", "mkl", "libtorch", "nd4j");

    private final List<Peer> chosen;

    private Peers(List<Peer> chosen) {
        this.chosen = chosen;
    }

    /**
     * The libraries of these names.
     *
     * @throws IllegalArgumentException where one is unknown or not built in
     */
    static Peers of(List<String> names) {
        for (String name : names) {
            if (!NAMES.contains(name) && !name.equals(ALL)) {
                throw new IllegalArgumentException(
                        "unknown library " + name + "; there are " + NAMES + ", or " + ALL);
            }
        }
        Map<String, Peer> built = new LinkedHashMap<>();
        if (!names.isEmpty()) {
            try {
                ServiceLoader.load(Peer.class).forEach(peer -> built.put(peer.name(), peer));
            } catch (ServiceConfigurationError e) {
                built.clear(); // the list of them is left over from a build with them
            }
        }
        List<Peer> chosen = new ArrayList<>();
        for (String name : NAMES) {
            if (names.contains(name) || names.contains(ALL)) {
                Peer peer = built.get(name);
                if (peer == null || !peer.isPresent()) {
                    throw new IllegalArgumentException(
                            name
                                    + " is not built in; ./braid bench --peers="
                                    + name
                                    + " does it (Linux x86-64), or "
                                    + "mvn -q -DskipTests package -Ppeers,peers-mkl,peers-nd4j");
                }
                chosen.add(peer);
            }
        }
        return new Peers(chosen);
    }

    /** Version of a library that was chosen, empty for others. */
    String version(String name) {
        return chosen.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .map(Peer::version)
                .orElse("");
    }

    /** The same work in each library that has it, by the name of the library. */
    Map<String, Workload> of(Workload braid, int threads) {
        Map<String, Workload> same = new LinkedHashMap<>();
        for (Peer peer : chosen) {
            peer.threads(threads);
            peer.of(braid).ifPresent(workload -> same.put(peer.name(), workload));
        }
        return same;
    }
}
