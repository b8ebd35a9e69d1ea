package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.op.Activation;
import braid.tensor.random.Random;

/** Linear layer with bias and GELU, {@code (4096, 256)} to {@code (4096, 1024)}. */
public class LinearGeluBenchmark extends OpBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {
            normal(random, rows, 256), normal(random, 1024, 256), normal(random, 1024)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].linear(in[1], in[2], Activation.GELU_TANH);
    }

    @Override
    int terms(int rows) {
        return rows;
    }
}
