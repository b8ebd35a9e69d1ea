package braid.bench.jmh;

import braid.tensor.Tensor;

/** {@code (4096, 1024)} cut to what is above zero. */
public class ReluBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return x.relu();
    }
}
