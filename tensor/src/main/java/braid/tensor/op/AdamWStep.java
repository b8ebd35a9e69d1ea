package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

/**
 * One AdamW step in a single pass over the operands {@code p, g, m, v} (Loshchilov and Hutter 2019,
 * arXiv:1711.05101, algorithm 2):
 *
 * <pre>{@code
 * g' = gradScale g;  m = beta1 m + (1 - beta1) g';  v = beta2 v + (1 - beta2) g'^2
 * p  = p - lr weightDecay p - lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * }</pre>
 *
 * All four have the same shape and are contiguous. The output is {@code p}, {@code m} and {@code v}
 * are written in place too: use {@link #update}.
 *
 * @param learningRate lr
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root
 * @param weightDecay decoupled decay
 * @param step t, from 1
 * @param gradScale factor on the gradient: the clipping factor, or 1
 */
public record AdamWStep(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        long step,
        double gradScale)
        implements Update, GradientOp {

    /** Changes {@code p}, {@code m} and {@code v} in place. */
    public void update(Tensor p, Tensor g, Tensor m, Tensor v) {
        m.storage().bumpVersion();
        v.storage().bumpVersion();
        applyInto(p, p, g, m, v);
    }

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Shape shape = inputs[0].shape();
        for (Tensor t : inputs) {
            Check.floating(this, t, 0);
            Check.sameType(this, inputs[0], t);
            if (!t.shape().equals(shape) || !t.isContiguous()) {
                throw new TensorException(
                        "adamWStep: parameter " + shape + " with " + t.layout(),
                        "parameter, gradient and moments are contiguous and of one shape");
            }
        }
        return shape;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        double n = inputs[0].numel();
        return new Cost(16 * n, 7 * n * inputs[0].dtype().bytes());
    }
}
