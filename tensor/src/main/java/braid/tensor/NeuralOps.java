package braid.tensor;

import braid.tensor.op.Attention;
import braid.tensor.op.CrossEntropy;
import braid.tensor.op.LayerNorm;
import braid.tensor.op.LogSoftmax;
import braid.tensor.op.NearestCode;
import braid.tensor.op.RmsNorm;
import braid.tensor.op.Softmax;

import java.util.function.UnaryOperator;

/** Methods of {@link Tensor} for neural networks. */
public interface NeuralOps {

    /** This tensor. */
    Tensor self();

    /** Softmax along an axis; see {@link Softmax}. */
    default Tensor softmax(int axis) {
        return alongLast(axis, t -> new Softmax().apply(t));
    }

    /** Logarithm of the softmax along an axis; see {@link LogSoftmax}. */
    default Tensor logSoftmax(int axis) {
        return alongLast(axis, t -> new LogSoftmax().apply(t));
    }

    private Tensor alongLast(int axis, UnaryOperator<Tensor> rows) {
        Tensor t = self();
        int a = t.shape().axis(axis);
        int last = t.rank() - 1;
        return a == last ? rows.apply(t) : rows.apply(t.transpose(a, last)).transpose(a, last);
    }

    /** Layer normalisation over the last axis, with gain and bias (C); see {@link LayerNorm}. */
    default Tensor layerNorm(Tensor weight, Tensor bias, double epsilon) {
        return new LayerNorm(epsilon).apply(self(), weight, bias);
    }

    /** Root-mean-square normalisation over the last axis, with gain (C); see {@link RmsNorm}. */
    default Tensor rmsNorm(Tensor weight, double epsilon) {
        return new RmsNorm(epsilon).apply(self(), weight);
    }

    /**
     * Mean cross-entropy of logits (N, V) and target indices (N), in nats; targets of {@link
     * CrossEntropy#IGNORE} do not count. See {@link CrossEntropy}.
     */
    default Tensor crossEntropy(Tensor targets) {
        return new CrossEntropy(CrossEntropy.IGNORE, 0, true).apply(self(), targets);
    }

    /** Cross-entropy of each row (N), 0 where it is ignored. */
    default Tensor crossEntropyPerRow(Tensor targets) {
        return new CrossEntropy(CrossEntropy.IGNORE, 0, false).apply(self(), targets);
    }

    /**
     * Attention of these queries (B, NH, T, HS) to keys and values (B, NKV, S, HS), scaled by
     * {@code 1 / sqrt(HS)}; see {@link Attention}.
     *
     * @param causal whether query i sees key j only for {@code j <= i + S - T}
     * @return (B, NH, T, HS)
     */
    default Tensor scaledDotProductAttention(Tensor keys, Tensor values, boolean causal) {
        Tensor q = self().transpose(1, 2);
        Tensor k = keys.transpose(1, 2);
        double scale = 1 / Math.sqrt(q.dim(3));
        return new Attention(q.dim(2), k.dim(2), causal, scale)
                .apply(q, k, values.transpose(1, 2))
                .transpose(1, 2);
    }

    /**
     * Index of the nearest row of a codebook (K, D) for each row (M, D); see {@link NearestCode}.
     */
    default Tensor nearestCode(Tensor codebook) {
        return new NearestCode().apply(self(), codebook);
    }
}
