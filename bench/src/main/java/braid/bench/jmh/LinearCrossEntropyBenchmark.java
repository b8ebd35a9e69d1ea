package braid.bench.jmh;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Head and cross-entropy together: {@code (4096, 256)} to 512 tokens. */
public class LinearCrossEntropyBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {
            Tensor.randn(Shape.of(4096, 256), random),
            Tensor.randn(Shape.of(512, 256), random).mul(0.1).detach(),
            Tensor.zeros(Shape.of(4096)).to(DType.I32)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].linearCrossEntropy(in[1], in[2]);
    }
}
