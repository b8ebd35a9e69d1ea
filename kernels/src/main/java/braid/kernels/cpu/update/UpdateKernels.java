package braid.kernels.cpu.update;

import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;
import braid.tensor.op.AdamWStep;
import braid.tensor.op.IndexCopy;
import braid.tensor.op.Update;

/** Which kernel computes which update in place. */
public final class UpdateKernels {

    private UpdateKernels() {}

    /**
     * @param vector F32 by vector kernels; else all by the reference
     */
    public static void run(Update op, Tensor[] in, boolean vector) {
        switch (op) {
            case AdamWStep a -> AdamWKernel.run(a, in, vector && Reals.isF32(in[0]));
            case IndexCopy c -> IndexCopyKernel.run(in[0], in[1], in[2]);
        }
    }
}
