package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/**
 * Windows of 16 elements, one every 8, of each row of {@code (4096, 1024)}: a view forward, sums
 * backward.
 */
public class UnfoldBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].unfold(1, 16, 8);
    }

    @Override
    int terms(int rows) {
        return 2;
    }
}
