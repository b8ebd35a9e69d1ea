package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Smallest element of each row of {@code (4096, 1024)}. */
public class MinBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].min(-1);
    }
}
