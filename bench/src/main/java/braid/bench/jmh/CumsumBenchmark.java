package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Running sums along the rows of {@code (4096, 1024)}. */
public class CumsumBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].cumsum(-1);
    }

    @Override
    int terms(int rows) {
        return 1024;
    }
}
