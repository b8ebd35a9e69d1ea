package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** A function of every element of {@code (4096, 1024)}, forward and backward. */
public abstract class UnaryBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024)};
    }

    /** The function. */
    abstract Tensor apply(Tensor x);

    @Override
    final Tensor apply(Tensor[] in) {
        return apply(in[0]);
    }
}
