package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Inverse square roots of {@code (4096, 1024)}. */
public class RsqrtBenchmark extends UnaryBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {positive(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor x) {
        return x.rsqrt();
    }
}
