package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.op.SumRows;
import braid.tensor.random.Random;

/** Sum of the rows of {@code (4096, 1024)}: the gradient of a bias. */
public class SumRowsBenchmark extends ForwardBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return new SumRows().apply(in[0]);
    }

    @Override
    int terms(int rows) {
        return rows;
    }
}
