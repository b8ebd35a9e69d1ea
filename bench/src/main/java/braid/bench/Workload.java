package braid.bench;

import java.util.Map;

/** A piece of work that is done again and again while its time is taken. */
public interface Workload {

    /** Sizes, for people. */
    String shape();

    /** What one run gets done, in the benchmark's unit times seconds: tokens, GFLOP, operations. */
    double work();

    /** GFLOP of one run; NaN where a share of the peak says nothing. */
    double gflop();

    /** Does the work once. */
    void run();

    /**
     * A number that another library's run of the same work must come to, after as many runs from
     * the same start: a loss, a sum of results. NaN where there is none.
     */
    default double check() {
        return Double.NaN;
    }

    /** Called when compiled code runs and measuring begins. */
    default void measuring() {}

    /** What else is known when all is measured. */
    default Map<String, Object> facts() {
        return Map.of();
    }
}
