package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** {@code (1024, 1024) x (1024, 1024)}: 2.1 GFLOP forward. */
public class MatmulBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows / 4, 1024), normal(random, 1024, 1024)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].matmul(in[1]);
    }

    @Override
    int terms(int rows) {
        return 1024;
    }
}
