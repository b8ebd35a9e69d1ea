package braid.bench.jmh;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Cross-entropy of {@code (4096, 512)}. */
public class CrossEntropyBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {
            Tensor.randn(Shape.of(4096, 512), random), Tensor.zeros(Shape.of(4096)).to(DType.I32)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].crossEntropy(in[1]);
    }
}
