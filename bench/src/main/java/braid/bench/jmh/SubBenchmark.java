package braid.bench.jmh;

import braid.tensor.Tensor;

/** Differences of two tensors {@code (4096, 1024)}. */
public class SubBenchmark extends BinaryBenchmark {

    @Override
    Tensor apply(Tensor x, Tensor y) {
        return x.sub(y);
    }
}
