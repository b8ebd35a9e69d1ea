package braid.bench.jmh;

import braid.tensor.DType;
import braid.tensor.Tensor;
import braid.tensor.op.Bf16Linear;
import braid.tensor.random.Random;

/** One row through a layer whose weight, {@code (4096, 2048)}, is kept in BF16. */
public class Bf16LinearBenchmark extends ForwardBenchmark {

    private static final int WIDTH = 2048;

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, 1, WIDTH), normal(random, rows, WIDTH).to(DType.BF16)};
    }

    /** In double precision the widened weight is one like any other. */
    @Override
    Tensor apply(Tensor[] in) {
        boolean stored = in[1].dtype() == DType.BF16;
        return stored ? new Bf16Linear().apply(in[0], in[1]) : in[0].linear(in[1]);
    }

    @Override
    int terms(int rows) {
        return WIDTH;
    }
}
