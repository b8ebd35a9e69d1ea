package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Cross-entropy of {@code (4096, 512)}. */
public class CrossEntropyBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 512), ids(random, 512, rows)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].crossEntropy(in[1]);
    }

    @Override
    int terms(int rows) {
        return 512 + rows;
    }
}
