package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Softmax of each row of {@code (4096, 512)}. */
public class SoftmaxBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 512)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].softmax(-1);
    }

    @Override
    int terms(int rows) {
        return 512;
    }
}
