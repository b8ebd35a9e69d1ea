package braid.kernels.cpu.reduction;

import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;
import braid.tensor.op.ArgMax;
import braid.tensor.op.Cumsum;
import braid.tensor.op.Max;
import braid.tensor.op.Min;
import braid.tensor.op.Reduction;
import braid.tensor.op.SquaredNorm;
import braid.tensor.op.Sum;
import braid.tensor.op.SumRows;

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
            case Sum s -> SumKernel.run(in[0], out[0], s.axis(), false, fast);
            case SumRows s -> SumKernel.run(in[0], out[0], 0, accumulate, fast);
            case Max m -> ExtremumKernel.run(in[0], out[0], m.axis(), 1, false);
            case Min m -> ExtremumKernel.run(in[0], out[0], m.axis(), -1, false);
            case ArgMax m -> ExtremumKernel.run(in[0], out[0], m.axis(), 1, true);
            case Cumsum c -> CumsumKernel.run(in[0], out[0], c.axis(), c.reverse());
            case SquaredNorm n -> SquaredNormKernel.run(in, out[0], fast);
        }
    }
}
