package braid.bench.jmh;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Q8Linear;
import braid.tensor.random.Random;

/** One row through a layer whose weight, {@code (4096, 2048)}, is kept in the form Q8_0. */
public class Q8LinearBenchmark extends ForwardBenchmark {

    private static final int WIDTH = 2048;
    private static final int LEVELS = 256;
    private static final int ZERO = 128;

    @Override
    Tensor[] operands(Random random, int rows) {
        int blocks = WIDTH / Q8Linear.BLOCK;
        return new Tensor[] {
            normal(random, 1, WIDTH),
            ids(random, LEVELS, rows, WIDTH).to(DType.U8),
            positive(random, rows, blocks).to(DType.F16)
        };
    }

    /** In double precision the weight is written out. */
    @Override
    Tensor apply(Tensor[] in) {
        if (in[2].dtype() == DType.F16) {
            return new Q8Linear().apply(in[0], in[1], in[2]);
        }
        int rows = in[1].dim(0);
        int blocks = in[2].dim(1);
        Tensor scales = in[2].unsqueeze(2).expand(Shape.of(rows, blocks, Q8Linear.BLOCK));
        Tensor weight = in[1].to(DType.F64).add(-ZERO).mul(scales.reshape(rows, WIDTH));
        return in[0].linear(weight);
    }

    @Override
    int terms(int rows) {
        return WIDTH;
    }
}
