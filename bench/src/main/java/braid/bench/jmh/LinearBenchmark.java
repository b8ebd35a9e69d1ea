package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** A linear layer with bias, {@code (4096, 256)} to {@code (4096, 768)}. */
public class LinearBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {
            normal(random, rows, 256), normal(random, 768, 256), normal(random, 768)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].linear(in[1], in[2]);
    }

    @Override
    int terms(int rows) {
        return rows;
    }
}
