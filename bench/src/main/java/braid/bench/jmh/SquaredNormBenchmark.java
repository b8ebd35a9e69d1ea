package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.op.SquaredNorm;
import braid.tensor.random.Random;

/** Sum of the squares of {@code (4096, 1024)}, in double precision. */
public class SquaredNormBenchmark extends ForwardBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return new SquaredNorm().apply(in[0]);
    }

    @Override
    int terms(int rows) {
        return rows * 1024;
    }
}
