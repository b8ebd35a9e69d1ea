package braid.bench.jmh;

import braid.tensor.Tensor;

/** Hyperbolic tangents of {@code (4096, 1024)}. */
public class TanhBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return x.tanh();
    }
}
