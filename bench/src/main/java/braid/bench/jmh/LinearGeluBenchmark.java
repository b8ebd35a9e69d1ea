package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Activation;
import braid.tensor.random.Random;

/** Linear layer with bias and GELU, {@code (4096, 256)} to {@code (4096, 1024)}. */
public class LinearGeluBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random) {
        return new Tensor[] {
            Tensor.randn(Shape.of(4096, 256), random),
            Tensor.randn(Shape.of(1024, 256), random),
            Tensor.randn(Shape.of(1024), random)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].linear(in[1], in[2], Activation.GELU_TANH);
    }
}
