package braid.bench;

/**
 * What {@code java -jar bench/target/benchmarks.jar} starts: {@code braid bench jmh}, JMH's own
 * command line.
 */
public final class Main {

    private Main() {}

    /** Ends the JVM with 1 where a benchmark fails under {@code -foe true}. */
    public static void main(String[] args) {
        System.exit(JmhCommand.commandLine().execute(args));
    }
}
