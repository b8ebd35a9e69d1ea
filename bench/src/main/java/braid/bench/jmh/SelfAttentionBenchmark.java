package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.SelfAttention;
import braid.tensor.random.Random;

/** Causal attention on packed queries, keys and values: batch 16, 8 heads of 32, 256 tokens. */
public class SelfAttentionBenchmark extends OpBenchmark {

    private static final int HEADS = 8;

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {Tensor.randn(Shape.of(16, 256, 3 * 256), random)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return new SelfAttention(HEADS, HEADS, true, 1 / Math.sqrt(32)).apply(in[0]);
    }
}
