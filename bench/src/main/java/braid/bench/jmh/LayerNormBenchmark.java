package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Layer normalisation of {@code (4096, 256)}. */
public class LayerNormBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 256), normal(random, 256), normal(random, 256)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].layerNorm(in[1], in[2], 1e-5);
    }

    @Override
    int terms(int rows) {
        return rows;
    }
}
