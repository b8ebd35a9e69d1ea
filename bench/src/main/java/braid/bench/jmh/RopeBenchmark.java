package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Rotary positions of {@code (16, 256, 8 x 32)}. */
public class RopeBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {
            Tensor.randn(Shape.of(16, 256, 256), random),
            Tensor.arange(256),
            Tensor.randn(Shape.of(16), random).detach()
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].rope(in[1], in[2].detach(), 32);
    }
}
