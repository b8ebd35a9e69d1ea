package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.op.Affine;

/** Twice each element of {@code (4096, 1024)}, and one. */
public class AffineBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return new Affine(2, 1).apply(x);
    }
}
