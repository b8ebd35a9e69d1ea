package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * {@code y = x Wᵀ} of few rows x (…, K), F32, with a weight (N, K) that is kept in BF16 and widened
 * in registers: decoding is bound by the bytes of the weights, and these are half of F32's. The
 * result is that of {@link Linear} with the widened weight. No gradient.
 */
public record Bf16Linear() implements Linalg, GradientOp {

    /** Most rows of x for which this is the way; with more, widening once pays. */
    public static final int FEW = 8;

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.type(this, inputs[0], 0, DType.F32);
        Check.type(this, inputs[1], 1, DType.BF16);
        Check.rank(this, inputs[1], 1, 2, "(N, K)");
        return Check.linear(this, inputs[0], inputs[1]);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        double rows = (double) inputs[0].numel() / Math.max(1, inputs[0].dim(-1));
        double bytes = 4 * (inputs[0].numel() + rows * inputs[1].dim(0)) + 2 * inputs[1].numel();
        return new Cost(2 * rows * inputs[1].numel(), bytes);
    }
}
