package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Causal attention: batch 16, 8 heads of 32, 256 tokens. */
public class AttentionBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {
            normal(random, rows / 256, 8, 256, 32),
            normal(random, rows / 256, 8, 256, 32),
            normal(random, rows / 256, 8, 256, 32)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].scaledDotProductAttention(in[1], in[2], true);
    }

    @Override
    int terms(int rows) {
        return 256 + 32;
    }
}
