package braid.bench.jmh;

import braid.tensor.Tensor;

/** Logistic function of {@code (4096, 1024)}. */
public class SigmoidBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return x.sigmoid();
    }
}
