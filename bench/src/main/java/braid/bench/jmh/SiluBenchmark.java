package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** SiLU of {@code (4096, 1024)}. */
public class SiluBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {Tensor.randn(Shape.of(4096, 1024), random)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].silu();
    }
}
