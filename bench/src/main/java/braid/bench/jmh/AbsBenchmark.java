package braid.bench.jmh;

import braid.tensor.Tensor;

/** Absolute values of {@code (4096, 1024)}. */
public class AbsBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return x.abs();
    }
}
