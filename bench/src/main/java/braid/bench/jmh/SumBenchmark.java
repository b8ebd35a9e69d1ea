package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Sum of {@code (4096, 1024)} along rows. */
public class SumBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {Tensor.randn(Shape.of(4096, 1024), random)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].sum(-1);
    }
}
