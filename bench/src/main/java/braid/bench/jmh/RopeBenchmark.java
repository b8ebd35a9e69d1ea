package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Rotary positions of {@code (16, 256, 8 x 32)}. */
public class RopeBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {
            normal(random, rows / 256, 256, 256), Tensor.arange(256), normal(random, 16)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].rope(in[1], in[2].detach(), 32);
    }
}
