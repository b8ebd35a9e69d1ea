package braid.bench.jmh;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** 4096 rows of an embedding {@code (512, 256)}. */
public class EmbeddingBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {
            Tensor.randn(Shape.of(512, 256), random),
            Tensor.randn(Shape.of(4096), random).mul(0).add(7).to(DType.I32)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].embedding(in[1]);
    }
}
