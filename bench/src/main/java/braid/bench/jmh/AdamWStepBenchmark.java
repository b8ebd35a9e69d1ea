package braid.bench.jmh;

import braid.bench.ModelSize;
import braid.nn.Parameter;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.training.optim.AdamW;
import braid.transformer.Transformer;

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

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** One update of all weights of config S, 5 million. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdamWStepBenchmark {

    private static final double RATE = 1e-4;

    private final Transformer model = new Transformer(ModelSize.S.config(), Random.of(1));
    private final AdamW optimizer = new AdamW(AdamW.Settings.languageModel(0));
    private float before;

    /** Gives every weight the gradient 1. */
    @Setup
    public void gradients() {
        try (var scope = braid.tensor.Scope.open()) {
            Tensor sum = Tensor.zeros(Shape.scalar());
            for (Parameter p : model.parameters().values()) {
                sum = sum.add(p.tensor().sum());
            }
            sum.backward();
        }
        before = bias();
    }

    private float bias() {
        Parameter bias = Objects.requireNonNull(model.parameters().get("ln_f.bias"));
        return bias.tensor().detach().toFloats()[0];
    }

    /** Updates all weights. */
    @Benchmark
    public long update() {
        optimizer.step(model.parameters(), RATE);
        return optimizer.steps();
    }

    /** With a constant gradient every step of Adam is the rate, downwards. */
    @TearDown
    public void check() {
        double moved = (before - bias()) / RATE;
        if (!(Math.abs(moved / optimizer.steps() - 1) < 1e-2)) {
            throw new IllegalStateException(
                    optimizer.steps() + " steps moved a bias by " + moved + " rates");
        }
    }
}
