package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Layer normalisation of {@code (4096, 256)}. */
public class LayerNormBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {
            Tensor.randn(Shape.of(4096, 256), random),
            Tensor.randn(Shape.of(256), random),
            Tensor.randn(Shape.of(256), random)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].layerNorm(in[1], in[2], 1e-5);
    }
}
