package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.op.SelfAttention;
import braid.tensor.random.Random;

/** Causal attention on packed queries, keys and values: batch 16, 8 heads of 32, 256 tokens. */
public class SelfAttentionBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows / 256, 256, 3 * 256)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return new SelfAttention(8, 8, true, 1 / Math.sqrt(32)).apply(in);
    }

    @Override
    int terms(int rows) {
        return 256 + 32;
    }
}
