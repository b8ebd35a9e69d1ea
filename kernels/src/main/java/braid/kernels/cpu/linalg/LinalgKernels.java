package braid.kernels.cpu.linalg;

import braid.kernels.cpu.gemm.Sgemm;
import braid.tensor.Tensor;
import braid.tensor.op.Bf16Linear;
import braid.tensor.op.Linalg;
import braid.tensor.op.Linear;
import braid.tensor.op.Matmul;
import braid.tensor.op.Q8Linear;

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
            case Bf16Linear l -> StoredWeightKernels.bf16(in[0], in[1], out[0], vector);
            case Q8Linear l -> StoredWeightKernels.q8(in[0], in[1], in[2], out[0], vector);
        }
    }

    /** Bytes of the packed operands of all threads. */
    public static long workspace(Linalg op, Tensor[] in) {
        if (op instanceof Bf16Linear || op instanceof Q8Linear) {
            return 0;
        }
        Tensor a = in[0];
        Tensor b = in[1];
        int k = a.dim(-1);
        int n = op instanceof Linear ? b.dim(0) : b.dim(-1);
        long rows = k == 0 ? 0 : a.numel() / k;
        return b.rank() == 2 ? Sgemm.workspace(rows, n, k) : Sgemm.batchedWorkspace(n, k);
    }
}
