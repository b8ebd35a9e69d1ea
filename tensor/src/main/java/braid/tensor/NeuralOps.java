package braid.tensor;

import braid.tensor.op.Attention;
import braid.tensor.op.CrossEntropy;
import braid.tensor.op.LayerNorm;
import braid.tensor.op.LinearCrossEntropy;
import braid.tensor.op.LogSoftmax;
import braid.tensor.op.NearestCode;
import braid.tensor.op.RmsNorm;
import braid.tensor.op.Rope;
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

    /**
     * As {@link #crossEntropy(Tensor)}, with another target to ignore and label smoothing.
     *
     * @param ignoreIndex target of rows that do not count
     * @param smoothing share of the wanted distribution that is spread evenly, in [0, 1)
     */
    default Tensor crossEntropy(Tensor targets, int ignoreIndex, double smoothing) {
        return new CrossEntropy(ignoreIndex, smoothing, true).apply(self(), targets);
    }

    /**
     * Mean cross-entropy of the logits {@code x Wᵀ}, which are never in memory as a whole; this is
     * x (N, C). See {@link LinearCrossEntropy}.
     *
     * @param weight W (V, C)
     * @param targets class of each row (N); {@link CrossEntropy#IGNORE} does not count
     * @return a scalar
     */
    default Tensor linearCrossEntropy(Tensor weight, Tensor targets) {
        return new LinearCrossEntropy(CrossEntropy.IGNORE, 0).apply(self(), weight, targets);
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
        return attention(self(), causal, keys, values);
    }

    /**
     * As {@link #scaledDotProductAttention(Tensor, Tensor, boolean)}, for padded sequences.
     *
     * @param lengths how many keys of each sequence are seen (B), I32 or I64
     */
    default Tensor scaledDotProductAttention(
            Tensor keys, Tensor values, boolean causal, Tensor lengths) {
        return attention(self(), causal, keys, values, lengths);
    }

    private static Tensor attention(Tensor queries, boolean causal, Tensor... rest) {
        Tensor[] in = new Tensor[rest.length + 1];
        in[0] = queries.transpose(1, 2);
        in[1] = rest[0].transpose(1, 2);
        in[2] = rest[1].transpose(1, 2);
        System.arraycopy(rest, 2, in, 3, rest.length - 2);
        double scale = 1 / Math.sqrt(in[0].dim(3));
        var op = new Attention(in[0].dim(2), in[1].dim(2), causal, scale);
        return op.apply(in).transpose(1, 2);
    }

    /**
     * Rotary positions on every head of packed heads (B, T, H HS); see {@link Rope}.
     *
     * @param positions (T) or (B, T), I32 or I64
     * @param frequencies angle of a step (HS / 2)
     * @param headSize HS
     */
    default Tensor rope(Tensor positions, Tensor frequencies, int headSize) {
        return new Rope(headSize, self().dim(-1) / headSize, false)
                .apply(self(), positions, frequencies);
    }

    /**
     * Index of the nearest row of a codebook (K, D) for each row (M, D); see {@link NearestCode}.
     */
    default Tensor nearestCode(Tensor codebook) {
        return new NearestCode().apply(self(), codebook);
    }
}
