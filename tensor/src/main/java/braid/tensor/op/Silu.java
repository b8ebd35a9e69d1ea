package braid.tensor.op;

import braid.tensor.Tensor;

/**
 * {@code y = x sigmoid(x)}, also called swish (Elfwing et al. 2017, arXiv:1702.03118). Gradient:
 * {@code dx = s (1 + x (1 - s)) dy} with {@code s = sigmoid(x)}.
 */
public record Silu() implements Unary {

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(13, inputs);
    }
}
