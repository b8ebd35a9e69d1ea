package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/**
 * The first half of each row of {@code (4096, 1024)}: a view forward, a copy among zeros backward.
 */
public class SliceBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].slice(1, 0, 512);
    }
}
