package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Elements of one or the other of two tensors {@code (4096, 1024)}, by a mask. */
public class WhereBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {
            normal(random, rows, 1024).gt(0), normal(random, rows, 1024), normal(random, rows, 1024)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].where(in[1], in[2]);
    }
}
