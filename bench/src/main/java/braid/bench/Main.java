package braid.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs the benchmarks: JMH's own command line, with the JVM options that the kernels need added to
 * every fork.
 *
 * <p>{@code java -jar bench/target/benchmarks.jar -h} lists the options, {@code -l} the benchmarks.
 */
public final class Main {

    /** Without these a fork would measure the scalar kernels, or none. */
    private static final String FORK_OPTIONS =
            "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED"
                    + " -XX:Tier3DelayOn=100000";

    private static final String PREPEND = "-jvmArgsPrepend";

    private Main() {}

    /**
     * Hands over to JMH, which exits the JVM with 1 where a benchmark fails under {@code -foe
     * true}.
     */
    public static void main(String[] args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        int given = all.indexOf(PREPEND);
        if (given >= 0 && given + 1 < all.size()) {
            all.set(
                    given + 1,
                    FORK_OPTIONS + " " + all.get(given + 1)); // JMH takes the option only once
        } else {
            all.addAll(List.of(PREPEND, FORK_OPTIONS));
        }
        org.openjdk.jmh.Main.main(all.toArray(String[]::new));
    }
}
