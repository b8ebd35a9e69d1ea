package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * {@code y = x Wᵀ} of few rows x (…, K), F32, with a weight in the form Q8_0 of GGML: blocks of
 * {@link #BLOCK} neighbours in a row share a scale, {@code W[n, k] = (q[n, k] - 128) s[n, k / 32]}.
 * Operands x; q (N, K), U8; s (N, ⌈K / 32⌉), F16. No gradient.
 */
public record Q8Linear() implements Linalg, GradientOp {

    /** Elements that share a scale. */
    public static final int BLOCK = 32;

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.type(this, inputs[0], 0, DType.F32);
        Check.type(this, inputs[1], 1, DType.U8);
        Check.type(this, inputs[2], 2, DType.F16);
        Check.rank(this, inputs[1], 1, 2, "(N, K)");
        int blocks = Math.ceilDiv(inputs[1].dim(1), BLOCK);
        Check.shape(this, inputs[2], 2, Shape.of(inputs[1].dim(0), blocks));
        return Check.linear(this, inputs[0], inputs[1]);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        double rows = (double) inputs[0].numel() / Math.max(1, inputs[0].dim(-1));
        double bytes = 4 * (inputs[0].numel() + rows * inputs[1].dim(0));
        bytes += inputs[1].numel() + 2 * inputs[2].numel();
        return new Cost(2 * rows * inputs[1].numel(), bytes);
    }
}
