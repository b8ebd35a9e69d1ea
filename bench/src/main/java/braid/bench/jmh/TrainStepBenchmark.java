package braid.bench.jmh;

import braid.bench.ModelSize;
import braid.bench.TrainStep;
import braid.tensor.Device;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** A training step of config S: 4096 tokens. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 4)
@Measurement(iterations = 5, time = 4)
public class TrainStepBenchmark {

    private final TrainStep train = new TrainStep(ModelSize.S, Device.cpu());

    /** Forward, backward and update; gives the loss. */
    @Benchmark
    public double step() {
        train.run();
        return train.loss();
    }
}
