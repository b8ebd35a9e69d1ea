package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Sum of each row of {@code (4096, 1024)}. */
public class SumBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].sum(-1);
    }

    @Override
    int terms(int rows) {
        return 1024;
    }
}
