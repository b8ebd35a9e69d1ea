package braid.kernels.cpu.linalg;

import braid.tensor.Tensor;
import braid.tensor.op.Linalg;
import braid.tensor.op.Linear;
import braid.tensor.op.Matmul;

/** Which kernel computes which matrix operation. */
public final class LinalgKernels {

    private LinalgKernels() {}

    /**
     * @param vector F32 by vector kernels; else all by the reference
     */
    public static void run(
            Linalg op, Tensor[] in, Tensor[] out, boolean accumulate, boolean vector) {
        switch (op) {
            case Matmul m -> MatmulKernel.run(in[0], in[1], out[0], accumulate, vector);
            case Linear l -> LinearKernel.run(l, in, out, vector);
        }
    }
}
