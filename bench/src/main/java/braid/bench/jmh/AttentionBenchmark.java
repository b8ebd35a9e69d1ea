package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Causal attention: batch 16, 8 heads of 32, 256 tokens. */
public class AttentionBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {
            Tensor.randn(Shape.of(16, 8, 256, 32), random),
            Tensor.randn(Shape.of(16, 8, 256, 32), random),
            Tensor.randn(Shape.of(16, 8, 256, 32), random)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].scaledDotProductAttention(in[1], in[2], true);
    }
}
