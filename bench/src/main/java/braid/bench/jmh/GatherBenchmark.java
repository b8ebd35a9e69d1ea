package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** 256 elements of each row of {@code (4096, 1024)}. */
public class GatherBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024), ids(random, 1024, rows, 256)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].gather(1, in[1]);
    }

    @Override
    int terms(int rows) {
        return 256;
    }
}
