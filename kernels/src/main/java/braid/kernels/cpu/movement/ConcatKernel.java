package braid.kernels.cpu.movement;

import braid.tensor.Tensor;

/** {@link braid.tensor.op.Concat}: each operand is copied to its part of the output. */
final class ConcatKernel {

    private ConcatKernel() {}

    static void run(int axis, Tensor[] in, Tensor out) {
        int at = 0;
        for (Tensor t : in) {
            int n = t.dim(axis);
            ContiguousKernel.run(t, out.viewAs(out.layout().slice(axis, at, at + n, 1)));
            at += n;
        }
    }
}
