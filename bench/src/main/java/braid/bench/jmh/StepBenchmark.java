package braid.bench.jmh;

import braid.bench.Workload;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** A whole step of a model. After the last run all its results must be finite. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms4g", "-Xmx4g"})
@Warmup(iterations = 5, time = 4)
@Measurement(iterations = 5, time = 4)
public abstract class StepBenchmark {

    private Workload work = new Nothing();

    /** What is done; made once. */
    abstract Workload workload();

    /** Makes the model. */
    @Setup
    public void make() {
        work = workload();
    }

    /** Does the work once. */
    @Benchmark
    public Workload step() {
        work.run();
        return work;
    }

    /** Refuses results that are not finite, and none at all. */
    @TearDown
    public void check() {
        int numbers = 0;
        for (var result : work.results().entrySet()) {
            for (float value : result.getValue().get()) {
                numbers++;
                if (!Float.isFinite(value)) {
                    throw new IllegalStateException(result.getKey() + " is not finite: " + value);
                }
            }
        }
        if (numbers == 0) {
            throw new IllegalStateException(work.shape() + " has no results to check");
        }
    }

    /** Until the workload is made. */
    private record Nothing() implements Workload {
        @Override
        public String shape() {
            return "nothing";
        }

        @Override
        public double work() {
            return 0;
        }

        @Override
        public double gflop() {
            return 0;
        }

        @Override
        public void run() {
            throw new IllegalStateException("make() comes first");
        }
    }
}
