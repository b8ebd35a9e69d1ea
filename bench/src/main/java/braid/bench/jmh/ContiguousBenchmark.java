package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** A copy of {@code (1024, 4096)}, which is stored transposed. */
public class ContiguousBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {normal(random, rows, 1024)};
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].transpose(0, 1).contiguous();
    }
}
