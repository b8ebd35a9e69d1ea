package braid.tensor.op;

import braid.tensor.Tensor;

/**
 * {@code y = min(max(x, low), high)}. Gradient: {@code dx = dy} where {@code low <= x <= high},
 * else 0.
 */
public record Clamp(double low, double high) implements Unary {

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(2, inputs);
    }
}
