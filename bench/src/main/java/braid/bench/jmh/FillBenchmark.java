package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.op.Fill;
import braid.tensor.random.Random;

/** One value everywhere in {@code (4096, 1024)}. */
public class FillBenchmark extends ForwardBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return new Fill(2.7).apply(in[0]);
    }
}
