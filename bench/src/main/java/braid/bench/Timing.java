package braid.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Speeds of workloads that take turns within one process, so that all meet the same disturbances of
 * a shared machine: what is to be compared is the ratio of neighbouring turns.
 *
 * @param speeds work a second, for each workload the turns in the order of time
 */
record Timing(double[][] speeds) {

    /** Long enough that the caches are those of one workload, where there is time for ten turns. */
    private static final double TURN_SECONDS = 0.5;

    private static final double TURN_SHARE = 0.1;

    /**
     * What of a turn is not counted: OpenBLAS's threads go on spinning for some 30 ms after their
     * last product, and with two cores would take one from whoever comes next.
     */
    private static final double SETTLE_SECONDS = 0.15;

    private static final int LEAST_TURNS = 5;

    /**
     * Warm-up ends with time, not with a number of runs. A run of less than 50 ms is done more than
     * 20 times in the least second. A longer one, a training step of seconds, calls the kernels
     * within it for every layer and their inner loops millions of times, so that one run already
     * has them compiled: of what the compilers did in 14 steps of config S, 95 % fell into the
     * first and at most 1 % into any after the second. It is done three times.
     */
    private static final int WARMUP_RUNS = 3;

    /** Share of the time, and least seconds, until all code that is met is compiled. */
    private static final double WARMUP_SHARE = 0.5;

    private static final double WARMUP_SECONDS = 1;

    /**
     * Measures.
     *
     * @param seconds for each workload, warm-up left out; at least five turns are taken
     */
    static Timing measure(List<Workload> workloads, double seconds) {
        int[] runs = new int[workloads.size()];
        double turnSeconds = Math.min(TURN_SECONDS, TURN_SHARE * seconds);
        for (int i = 0; i < runs.length; i++) {
            double each =
                    warmUp(workloads.get(i), Math.max(WARMUP_SECONDS, seconds * WARMUP_SHARE));
            runs[i] = Math.max(1, (int) Math.round(turnSeconds / each));
        }
        workloads.forEach(Workload::measuring);
        List<double[]> turns = new ArrayList<>();
        double begin = now();
        while (turns.size() < LEAST_TURNS || now() - begin < seconds * runs.length) {
            double[] turn = new double[runs.length];
            for (int i = 0; i < turn.length; i++) {
                turn[i] = speed(workloads.get(i), runs[i]);
            }
            turns.add(turn);
        }
        double[][] speeds = new double[runs.length][turns.size()];
        for (int t = 0; t < turns.size(); t++) {
            for (int i = 0; i < runs.length; i++) {
                speeds[i][t] = turns.get(t)[i];
            }
        }
        return new Timing(speeds);
    }

    /** Gives the seconds of the fastest run. */
    private static double warmUp(Workload w, double seconds) {
        double begin = now();
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < WARMUP_RUNS || now() - begin < seconds; i++) {
            best = Math.min(best, w.seconds(1));
        }
        return best;
    }

    private static double speed(Workload w, int runs) {
        double begin = now();
        while (now() - begin < SETTLE_SECONDS) {
            w.run();
        }
        return runs * w.work() / w.seconds(runs);
    }

    private static double now() {
        return System.nanoTime() * 1e-9;
    }

    /** Median, least and greatest speed of a workload. */
    Spread speed(int workload) {
        return Spread.of(speeds[workload]);
    }

    /** Of the ratios of the first workload's turns to those of another. */
    Spread ratio(int other) {
        double[] ratios = new double[speeds[0].length];
        Arrays.setAll(ratios, t -> speeds[0][t] / speeds[other][t]);
        return Spread.of(ratios);
    }

    /** Median and ends of some values. */
    record Spread(double median, double low, double high) {
        static Spread of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return new Spread(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
        }
    }
}
