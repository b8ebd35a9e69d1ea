package braid.tensor.op;

import braid.tensor.Tensor;

/**
 * Gaussian error linear unit (Hendrycks and Gimpel 2016, arXiv:1606.08415). Shape in = shape out.
 *
 * <p>Tanh form (GPT-2): {@code y = x/2 (1 + tanh(k (x + 0.044715 x^3)))}, {@code k = sqrt(2/pi)}.
 * Exact form: {@code y = x/2 (1 + erf(x / sqrt 2))}.
 *
 * @param form which of the two
 */
public record Gelu(Form form) implements Unary {

    /** How the normal distribution function is computed. */
    public enum Form {
        /** The tanh approximation. */
        TANH,
        /** Exact, by the error function. */
        ERF
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(14, inputs);
    }
}
