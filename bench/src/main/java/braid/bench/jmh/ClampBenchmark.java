package braid.bench.jmh;

import braid.tensor.Tensor;

/** {@code (4096, 1024)} cut to [-1, 1]. */
public class ClampBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return x.clamp(-1, 1);
    }
}
