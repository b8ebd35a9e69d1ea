package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Softmax of {@code (4096, 512)} along rows. */
public class SoftmaxBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {Tensor.randn(Shape.of(4096, 512), random)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].softmax(-1);
    }
}
