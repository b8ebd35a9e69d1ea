package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Quotients of two tensors {@code (4096, 1024)}. */
public class DivBenchmark extends BinaryBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024), positive(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor x, Tensor y) {
        return x.div(y);
    }
}
