package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * Overwrites rows in place: operands {@code target} (N, …), {@code index} (I32, M), {@code source}
 * (M, …): {@code target[index[i]] = source[i]}. Never recorded. For key-value caches; use {@link
 * #update}.
 */
public record IndexCopy() implements Update, GradientOp {

    /** Overwrites rows of the target. */
    public void update(Tensor target, Tensor index, Tensor source) {
        applyInto(target, target, index, source);
    }

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.index(this, inputs[1], 1);
        Check.sameType(this, inputs[0], inputs[2]);
        Check.rank(this, inputs[1], 1, 1, "(M)");
        Shape rows = inputs[0].shape().with(0, inputs[1].dim(0));
        Check.shape(this, inputs[2], 2, rows);
        return inputs[0].shape();
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(0, inputs[2]);
    }
}
