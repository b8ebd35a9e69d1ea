package braid.bench.jmh;

import braid.tensor.DType;
import braid.tensor.Tensor;

/** F32 to BF16, {@code (4096, 1024)}; the gradient goes the other way. */
public class CastBenchmark extends UnaryBenchmark {

    @Override
    Tensor apply(Tensor x) {
        return x.to(DType.BF16);
    }
}
