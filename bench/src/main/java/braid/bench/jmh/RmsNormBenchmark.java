package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** RMS normalisation of {@code (4096, 256)}. */
public class RmsNormBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 256), normal(random, 256)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].rmsNorm(in[1], 1e-5);
    }

    @Override
    int terms(int rows) {
        return rows;
    }
}
