package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Logarithms of the softmax of each row of {@code (4096, 512)}. */
public class LogSoftmaxBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 512)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].logSoftmax(-1);
    }

    @Override
    int terms(int rows) {
        return 512;
    }
}
