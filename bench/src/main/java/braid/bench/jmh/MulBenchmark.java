package braid.bench.jmh;

import braid.tensor.Tensor;

/** Products of two tensors {@code (4096, 1024)}, element by element. */
public class MulBenchmark extends BinaryBenchmark {

    @Override
    Tensor apply(Tensor x, Tensor y) {
        return x.mul(y);
    }
}
