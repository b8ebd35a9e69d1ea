package braid.kernels.cpu.neural;

import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;
import braid.tensor.op.Attention;
import braid.tensor.op.CrossEntropy;
import braid.tensor.op.LayerNorm;
import braid.tensor.op.LogSoftmax;
import braid.tensor.op.NearestCode;
import braid.tensor.op.Neural;
import braid.tensor.op.RmsNorm;
import braid.tensor.op.Rope;
import braid.tensor.op.SelfAttention;
import braid.tensor.op.Softmax;

/** Which kernel computes which operation of neural networks. */
public final class NeuralKernels {

    private NeuralKernels() {}

    /**
     * @param vector F32 by vector kernels; else all by the reference
     */
    public static void run(Neural op, Tensor[] in, Tensor[] out, boolean vector) {
        boolean fast = vector && Reals.isF32(in[0]);
        switch (op) {
            case Softmax o -> SoftmaxKernel.forward(in[0], out[0], fast);
            case Softmax.Backward o -> SoftmaxKernel.backward(in[0], in[1], out[0], fast);
            case LogSoftmax o -> LogSoftmaxKernel.forward(in[0], out[0], fast);
            case LogSoftmax.Backward o -> LogSoftmaxKernel.backward(in[0], in[1], out[0], fast);
            case LayerNorm o -> NormKernel.forward(in, out, o.epsilon(), true, fast);
            case LayerNorm.Backward o -> NormKernel.backward(in, out, true, fast);
            case RmsNorm o -> NormKernel.forward(in, out, o.epsilon(), false, fast);
            case RmsNorm.Backward o -> NormKernel.backward(in, out, false, fast);
            case CrossEntropy o -> CrossEntropyKernel.forward(o, in, out, fast);
            case CrossEntropy.Backward o ->
                    CrossEntropyKernel.backward(o.forward(), in, out[0], fast);
            case Attention o -> AttentionKernel.forward(o, in, out, fast);
            case Attention.Backward o -> AttentionKernel.backward(o.forward(), in, out, fast);
            case SelfAttention o -> AttentionKernel.forward(o, in, out, fast);
            case SelfAttention.Backward o ->
                    AttentionKernel.backward(o.forward(), in, out[0], fast);
            case NearestCode o -> NearestCodeKernel.run(in[0], in[1], out[0], fast);
            case Rope o -> RopeKernel.run(o, in, out[0], fast);
        }
    }

    /** Bytes that the threads keep of an operation's tiles, where they are large. */
    public static long workspace(Neural op, Tensor[] in) {
        return switch (op) {
            case Attention o -> AttentionVector.workspace(in[1].dim(1), in[0].dim(3));
            case Attention.Backward o -> AttentionVector.workspace(in[1].dim(1), in[0].dim(3));
            case SelfAttention o ->
                    AttentionVector.workspace(in[0].dim(1), o.headSize(in[0].dim(2)));
            case SelfAttention.Backward o ->
                    AttentionVector.workspace(in[0].dim(1), o.forward().headSize(in[0].dim(2)));
            default -> 0;
        };
    }
}
