package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Head and cross-entropy together: {@code (4096, 256)} to 512 tokens. */
public class LinearCrossEntropyBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {
            normal(random, rows, 256),
            normal(random, 512, 256).mul(0.1).detach(),
            ids(random, 512, rows)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].linearCrossEntropy(in[1], in[2]);
    }

    @Override
    int terms(int rows) {
        return 512 + rows;
    }
}
