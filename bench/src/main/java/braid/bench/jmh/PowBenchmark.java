package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Powers of a tensor {@code (4096, 1024)} by another. */
public class PowBenchmark extends BinaryBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {positive(random, rows, 1024), normal(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor x, Tensor y) {
        return x.pow(y);
    }
}
