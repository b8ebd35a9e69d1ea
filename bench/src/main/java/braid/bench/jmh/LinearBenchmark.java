package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** A linear layer with bias, {@code (4096, 256)} to {@code (4096, 768)}. */
public class LinearBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {
            Tensor.randn(Shape.of(4096, 256), random),
            Tensor.randn(Shape.of(768, 256), random),
            Tensor.randn(Shape.of(768), random)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].linear(in[1], in[2]);
    }
}
