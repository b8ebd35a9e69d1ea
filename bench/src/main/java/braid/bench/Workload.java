package braid.bench;

import java.util.Map;
import java.util.function.Supplier;

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

    /** Does the work some times; gives the seconds that it took. */
    default double seconds(int runs) {
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            run();
        }
        return (System.nanoTime() - start) * 1e-9;
    }

    /**
     * What another library's run of the same work must come to, after as many runs from the same
     * start: by name, numbers of the last run. They are copied only when asked for, for the
     * gradients of a large model take as much memory as the model.
     */
    default Map<String, Supplier<float[]>> results() {
        return Map.of();
    }

    /** Called when compiled code runs and measuring begins. */
    default void measuring() {}

    /** What else is known when all is measured. */
    default Map<String, Object> facts() {
        return Map.of();
    }
}
