package braid.bench.jmh;

import braid.tensor.Tensor;

/** Sums of two tensors {@code (4096, 1024)}. */
public class AddBenchmark extends BinaryBenchmark {

    @Override
    Tensor apply(Tensor x, Tensor y) {
        return x.add(y);
    }
}
