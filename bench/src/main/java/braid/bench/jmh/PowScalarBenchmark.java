package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Powers 2.5 of {@code (4096, 1024)}. */
public class PowScalarBenchmark extends UnaryBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {positive(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor x) {
        return x.pow(2.5);
    }
}
