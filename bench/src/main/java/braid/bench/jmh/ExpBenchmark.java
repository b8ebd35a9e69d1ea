package braid.bench.jmh;

import braid.tensor.Tensor;

/** Powers of e, {@code (4096, 1024)}. */
public class ExpBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return x.exp();
    }
}
