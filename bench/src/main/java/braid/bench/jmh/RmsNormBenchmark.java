package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Root-mean-square normalisation of {@code (4096, 256)}. */
public class RmsNormBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {
            Tensor.randn(Shape.of(4096, 256), random), Tensor.randn(Shape.of(256), random)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].rmsNorm(in[1], 1e-5);
    }
}
