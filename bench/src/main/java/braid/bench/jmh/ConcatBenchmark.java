package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Two tensors {@code (4096, 512)} beside each other. */
public class ConcatBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 512), normal(random, rows, 512)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return Tensor.concat(1, in[0], in[1]);
    }
}
