package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Dropout of {@code (4096, 1024)} with a probability of 0.1. */
public class DropoutBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return x.dropout(0.1, Random.of(3));
    }
}
