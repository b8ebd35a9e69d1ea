package braid.tensor.op;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

import java.util.List;

/**
 * Mean softmax cross-entropy of a linear layer without bias, {@code crossEntropy(x Wᵀ, targets)},
 * of which the logits are never in memory as a whole: with a vocabulary of tens of thousands they
 * are the largest tensor of a language model's step. Operands {@code x} (N, C), {@code weight} (V,
 * C) and {@code targets} (N), I32 or I64; the rest as in {@link CrossEntropy}.
 *
 * <p>A block of rows at a time goes through the product, the loss, and, where gradients will be
 * wanted, straight on to them, as in Liger Kernel (Hsu et al. 2024, arXiv:2410.10989): nothing is
 * computed twice. Extra outputs: the number of counted rows, at least 1, and the gradients of the
 * summed loss for x and weight, each empty where it is not wanted. Gradients: these times {@code dy
 * / count}.
 *
 * @param ignoreIndex target of rows that do not count
 * @param smoothing in [0, 1)
 */
public record LinearCrossEntropy(int ignoreIndex, double smoothing) implements CustomOp {

    /** Logits of a block, 1 MiB in F32: they stay in the cache. */
    private static final int BLOCK = 1 << 18;

    /** Rows for which it pays to pass over the whole weight and its gradient. */
    private static final int LEAST_ROWS = 256;

    private static final Shape NOT_WANTED = Shape.of(0);

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Tensor x = inputs[0];
        Tensor weight = inputs[1];
        Check.floating(this, x, 0);
        Check.rank(this, x, 0, 2, "(N, C)");
        Check.sameType(this, x, weight);
        Check.rank(this, weight, 1, 2, "(V, C)");
        if (x.dim(1) != weight.dim(1)) {
            throw new TensorException(
                    name() + ": input " + x.shape() + " x weight " + weight.shape() + " do not fit",
                    "the last axis of the input is C of the weight (V, C)");
        }
        Check.index(this, inputs[2], 2);
        Check.shape(this, inputs[2], 2, x.shape().head(1));
        return Shape.scalar();
    }

    @Override
    public List<Extra> extras(Tensor[] inputs) {
        return List.of(
                new Extra(Shape.scalar(), inputs[0].dtype()),
                gradient(inputs[0]),
                gradient(inputs[1]));
    }

    private static Extra gradient(Tensor of) {
        boolean wanted = GradMode.isEnabled() && of.needsGrad();
        return new Extra(wanted ? of.shape() : NOT_WANTED, of.dtype());
    }

    @Override
    public void forward(Tensor[] inputs, Tensor[] outputs) {
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            Tensor x = inputs[0];
            int n = x.dim(0);
            int rows = Math.max(LEAST_ROWS, BLOCK / Math.max(1, inputs[1].dim(0)));
            Tensor losses = Tensor.allocate(Shape.of(n), x.dtype(), x.device());
            outputs[1].fill(0);
            outputs[3].fill(0);
            for (int at = 0; at < n; at += rows) {
                block(inputs, outputs, losses, at, Math.min(at + rows, n));
            }
            outputs[1].copyFrom(outputs[1].clamp(1, Double.POSITIVE_INFINITY));
            outputs[0].copyFrom(losses.sum().div(outputs[1]));
        }
    }

    /** Losses and gradients of some rows; their part of the weight's gradient is added. */
    private void block(Tensor[] inputs, Tensor[] outputs, Tensor losses, int from, int to) {
        try (var scope = Scope.open()) {
            var loss = new CrossEntropy(ignoreIndex, smoothing, false);
            Tensor x = inputs[0].slice(0, from, to); // (R, C)
            Tensor weight = inputs[1]; // (V, C)
            Tensor targets = inputs[2].slice(0, from, to);
            Tensor logits = x.linear(weight); // (R, V)
            Tensor[] results = loss.applyAll(logits, targets); // losses, log-sums, count
            losses.slice(0, from, to).copyFrom(results[0]);
            outputs[1].copyFrom(outputs[1].add(results[2].reshape()));
            if (isWanted(outputs[2]) || isWanted(outputs[3])) {
                Tensor ones = Tensor.full(targets.shape(), 1, x.dtype(), x.device());
                var gradient = new CrossEntropy.Backward(loss);
                gradient.applyInto(logits, logits, targets, results[1], results[2], ones);
            }
            if (isWanted(outputs[2])) {
                new Matmul().applyInto(outputs[2].slice(0, from, to), logits, weight);
            }
            if (isWanted(outputs[3])) {
                new Matmul().accumulateInto(outputs[3], logits.transpose(0, 1), x);
            }
        }
    }

    private static boolean isWanted(Tensor gradient) {
        return !gradient.shape().equals(NOT_WANTED);
    }

    @Override
    public int saves() {
        return Saved.keepOutput(1) | Saved.keepOutput(2) | Saved.keepOutput(3);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        Tensor scale = dy.div(saved.output(1));
        for (int i = 0; i < 2; i++) {
            if (into.wanted(i)) {
                into.add(i, saved.output(2 + i).mul(scale));
            }
        }
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        double products = 1;
        for (Tensor of : new Tensor[] {inputs[0], inputs[1]}) {
            products += gradient(of).shape().equals(NOT_WANTED) ? 0 : 1;
        }
        double logits = (double) inputs[0].dim(0) * inputs[1].dim(0);
        double elements = (double) inputs[0].numel() + inputs[1].numel();
        return new Cost(
                (2 * products * inputs[0].dim(1) + 12) * logits,
                products * elements * inputs[0].dtype().bytes());
    }
}
