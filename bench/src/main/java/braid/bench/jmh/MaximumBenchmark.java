package braid.bench.jmh;

import braid.tensor.Tensor;

/** The larger elements of two tensors {@code (4096, 1024)}. */
public class MaximumBenchmark extends BinaryBenchmark {

    @Override
    Tensor apply(Tensor x, Tensor y) {
        return x.maximum(y);
    }
}
