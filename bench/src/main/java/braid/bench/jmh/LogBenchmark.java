package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Natural logarithms of {@code (4096, 1024)}. */
public class LogBenchmark extends UnaryBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {positive(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor x) {
        return x.log();
    }
}
