package braid.tensor.op;

import braid.tensor.Tensor;

/**
 * {@code y = x^exponent}, with a constant exponent. Gradient: {@code dx = exponent x^(exponent - 1)
 * dy}.
 */
public record PowScalar(double exponent) implements Unary {

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(24, inputs);
    }
}
