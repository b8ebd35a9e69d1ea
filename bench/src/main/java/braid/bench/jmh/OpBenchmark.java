package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.tensor.random.Random;

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

/**
 * One operation at one size: forward alone, and forward with backward. After the last run its
 * result must be finite, or the figures are of something else.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class OpBenchmark {

    private Tensor[] inputs = {};
    private Tensor dy = Tensor.zeros(braid.tensor.Shape.scalar());

    /** Operands; those of a floating type get gradients. */
    abstract Tensor[] operands(Random random);

    /** The operation. */
    abstract Tensor apply(Tensor[] in);

    /** Makes operands and a gradient of the result. */
    @Setup
    public void make() {
        inputs = operands(Random.of(1));
        for (Tensor t : inputs) {
            if (t.dtype().isFloating()) {
                t.requiresGrad(true);
            }
        }
        Tensor y = forward();
        dy = Tensor.randn(y.shape(), Random.of(2));
    }

    /** The result alone, nothing recorded. */
    @Benchmark
    public Tensor forward() {
        try (var scope = braid.tensor.Scope.open();
                var off = GradMode.off()) {
            return apply(inputs);
        }
    }

    /** The result and the gradients of all operands. */
    @Benchmark
    public Tensor forwardAndBackward() {
        try (var scope = braid.tensor.Scope.open()) {
            Tensor y = apply(inputs);
            y.backward(dy);
            return y;
        } finally {
            for (Tensor t : inputs) {
                t.zeroGrad();
            }
        }
    }

    /** Refuses results that are not finite. */
    @TearDown
    public void check() {
        try (var scope = braid.tensor.Scope.open();
                var off = GradMode.off()) {
            double sum = apply(inputs).sum().item();
            if (!Double.isFinite(sum)) {
                throw new IllegalStateException("the result is not finite: " + sum);
            }
        }
    }
}
