package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

import java.util.List;

/**
 * Softmax cross-entropy with class indices, fused: the probabilities are never in memory. Operands
 * {@code logits} (N, V) and {@code targets} (N), I32 or I64. With smoothing s: {@code loss_i =
 * lse_i - (1 - s) logits[i, target_i] - s mean(logits[i])}, {@code lse} the log of the sum of
 * exponentials (Szegedy et al. 2016 for s). Rows whose target is {@code ignoreIndex} count as 0.
 * Extra outputs: {@code lse} (N) and the number of counted rows (1). Gradient: {@code (softmax - (1
 * - s) onehot - s / V) dy}, divided by the number of counted rows for the mean.
 *
 * @param ignoreIndex target of rows that do not count
 * @param smoothing s, in [0, 1)
 * @param mean whether the result is the mean over counted rows, a scalar (0 where no row counts),
 *     or the loss of each row (N)
 */
public record CrossEntropy(int ignoreIndex, double smoothing, boolean mean) implements Neural {

    /** Usual value of {@code ignoreIndex}. */
    public static final int IGNORE = -100;

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.floating(this, inputs[0], 0);
        Check.rank(this, inputs[0], 0, 2, "(N, V)");
        Check.index(this, inputs[1], 1);
        Check.shape(this, inputs[1], 1, inputs[0].shape().head(1));
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new TensorException("crossEntropy: smoothing " + smoothing, "0 <= s < 1");
        }
        return mean ? Shape.scalar() : inputs[1].shape();
    }

    @Override
    public List<Extra> extras(Tensor[] inputs) {
        return List.of(
                new Extra(inputs[1].shape(), inputs[0].dtype()),
                new Extra(Shape.of(1), inputs[0].dtype()));
    }

    @Override
    public int saves() {
        return Saved.keepInput(0) | Saved.keepInput(1) | Saved.keepOutput(1) | Saved.keepOutput(2);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(
                0,
                new Backward(this),
                saved.input(0),
                saved.input(1),
                saved.output(1),
                saved.output(2),
                dy);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return new Cost(12.0 * inputs[0].numel(), 4.0 * inputs[0].numel());
    }

    /** Operands {@code logits, targets, lse, count, dy}. */
    public record Backward(CrossEntropy forward) implements Neural, GradientOp {

        @Override
        public Shape outputShape(Tensor[] inputs) {
            return inputs[0].shape();
        }

        @Override
        public Cost cost(Tensor[] inputs) {
            return Cost.elementwise(13, inputs[0]);
        }
    }
}
