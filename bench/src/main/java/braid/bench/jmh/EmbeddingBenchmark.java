package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** 4096 rows of an embedding {@code (512, 256)}. */
public class EmbeddingBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, 512, 256), ids(random, 512, rows)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].embedding(in[1]);
    }

    @Override
    int terms(int rows) {
        return 64; // of 4096 ids below 512, eight on average are the same
    }
}
