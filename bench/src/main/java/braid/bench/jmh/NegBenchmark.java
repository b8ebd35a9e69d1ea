package braid.bench.jmh;

import braid.tensor.Tensor;

/** Negated elements of {@code (4096, 1024)}. */
public class NegBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return x.neg();
    }
}
