package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** {@code (1024, 1024) x (1024, 1024)}: 2.1 GFLOP forward. */
public class MatmulBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {
            Tensor.randn(Shape.of(1024, 1024), random), Tensor.randn(Shape.of(1024, 1024), random)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].matmul(in[1]);
    }
}
