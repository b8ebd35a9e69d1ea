package braid.bench.jmh;

import braid.tensor.Tensor;

/** SiLU of {@code (4096, 1024)}. */
public class SiluBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return x.silu();
    }
}
