package braid.kernels.cpu.reduction;

import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;
import braid.tensor.op.Reduction;
import braid.tensor.op.Sum;

/** Which kernel computes which reduction. */
public final class ReductionKernels {

    private ReductionKernels() {}

    /**
     * @param vector F32 by vector kernels; else all by the reference
     */
    public static void run(
            Reduction op, Tensor[] in, Tensor[] out, boolean accumulate, boolean vector) {
        boolean fast = vector && Reals.isF32(in[0]);
        switch (op) {
            case Sum s -> SumKernel.run(s.axis(), in[0], out[0], accumulate, fast);
        }
    }
}
