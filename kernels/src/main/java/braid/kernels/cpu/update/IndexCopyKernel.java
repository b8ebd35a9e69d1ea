package braid.kernels.cpu.update;

import braid.kernels.cpu.Ints;
import braid.kernels.cpu.movement.ContiguousKernel;
import braid.tensor.Tensor;

/** {@link braid.tensor.op.IndexCopy}: row by row. */
final class IndexCopyKernel {

    private IndexCopyKernel() {}

    static void run(Tensor target, Tensor index, Tensor source) {
        int[] rows = Ints.checked("indexCopy", index, target.dim(0));
        for (int i = 0; i < rows.length; i++) {
            Tensor from = source.viewAs(source.layout().slice(0, i, i + 1, 1));
            Tensor to = target.viewAs(target.layout().slice(0, rows[i], rows[i] + 1, 1));
            ContiguousKernel.run(from, to);
        }
    }
}
