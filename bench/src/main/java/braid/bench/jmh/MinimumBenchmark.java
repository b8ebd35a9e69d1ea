package braid.bench.jmh;

import braid.tensor.Tensor;

/** The smaller elements of two tensors {@code (4096, 1024)}. */
public class MinimumBenchmark extends BinaryBenchmark {

    @Override
    Tensor apply(Tensor x, Tensor y) {
        return x.minimum(y);
    }
}
