package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** The nearest of 1024 codes for 8192 vectors, 64 wide. */
public class NearestCodeBenchmark extends ForwardBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, 2 * rows, 64), normal(random, 1024, 64)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].nearestCode(in[1]);
    }

    @Override
    int terms(int rows) {
        return 64;
    }

    /** Squared distances: of two codes that are as near but for rounding, either will do. */
    @Override
    Tensor compared(Tensor y, Tensor[] in) {
        Tensor apart = in[1].embedding(y).sub(in[0]);
        return apart.mul(apart).sum(-1);
    }
}
