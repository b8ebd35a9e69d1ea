package braid.bench.jmh;

import braid.tensor.Tensor;

/** GELU, tanh form, of {@code (4096, 1024)}. */
public class GeluBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return x.gelu();
    }
}
