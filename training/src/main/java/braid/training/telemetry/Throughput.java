package braid.training.telemetry;

/**
 * Tokens a second of a training. The JVM compiles during its first seconds, and what was trained
 * then does not count, unless there is nothing else.
 */
public final class Throughput {

    private static final double COMPILING_SECONDS = 5;

    private long tokens;
    private double seconds;
    private long tokensBefore;
    private double secondsBefore;

    /** Adds a step. */
    public void add(long stepTokens, double stepSeconds) {
        if (secondsBefore == 0 && seconds >= COMPILING_SECONDS) {
            tokensBefore = tokens;
            secondsBefore = seconds;
        }
        tokens += stepTokens;
        seconds += stepSeconds;
    }

    /** Time of all steps. */
    public double seconds() {
        return seconds;
    }

    /** Of the steps after compilation, or of all in a training that was shorter; 0 before any. */
    public double tokensPerSecond() {
        return seconds == 0 ? 0 : (tokens - tokensBefore) / (seconds - secondsBefore);
    }
}
