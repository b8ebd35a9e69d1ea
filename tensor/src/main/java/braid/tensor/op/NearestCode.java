package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

/**
 * Index of the nearest row of a codebook in squared L2 distance; operands x (M, D) and codebook (K,
 * D), result I32 (M). Of equal distances the lowest index. No gradient (van den Oord et al. 2017,
 * arXiv:1711.00937, equation 1).
 */
public record NearestCode() implements Neural, GradientOp {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.floating(this, inputs[0], 0);
        Check.sameType(this, inputs[0], inputs[1]);
        Check.rank(this, inputs[0], 0, 2, "(M, D)");
        Check.rank(this, inputs[1], 1, 2, "(K, D)");
        if (inputs[0].dim(1) != inputs[1].dim(1) || inputs[1].dim(0) == 0) {
            throw new TensorException(
                    "nearestCode: x " + inputs[0].shape() + ", codebook " + inputs[1].shape(),
                    "both have rows of the same width D, and there is at least one code");
        }
        return inputs[0].shape().head(1);
    }

    @Override
    public DType outputDType(Tensor[] inputs) {
        return DType.I32;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        double products = 2.0 * inputs[0].numel() * inputs[1].dim(0);
        return new Cost(products, 4.0 * (inputs[0].numel() + inputs[1].numel()));
    }
}
