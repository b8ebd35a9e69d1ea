package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Dropout of {@code (4096, 1024)} with a probability of 0.1. */
public class DropoutBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {Tensor.randn(Shape.of(4096, 1024), random)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].dropout(0.1, Random.of(3));
    }
}
