package braid.kernels.cpu.neural;

import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;
import braid.tensor.op.Neural;
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
            case Softmax s -> SoftmaxKernel.forward(in[0], out[0], fast);
            case Softmax.Backward b -> SoftmaxKernel.backward(in[0], in[1], out[0], fast);
        }
    }
}
