package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Where one of two tensors {@code (4096, 1024)} is greater. */
public class CompareBenchmark extends ForwardBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024), normal(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].gt(in[1]);
    }
}
