package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** A function of the elements of two tensors {@code (4096, 1024)}, forward and backward. */
public abstract class BinaryBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024), normal(random, rows, 1024)};
    }

    /** The function. */
    abstract Tensor apply(Tensor x, Tensor y);

    @Override
    final Tensor apply(Tensor[] in) {
        return apply(in[0], in[1]);
    }
}
