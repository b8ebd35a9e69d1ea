package braid.kernels.cpu;

import braid.kernels.cpu.movement.ContiguousKernel;
import braid.tensor.Tensor;

/**
 * Row-major stand-ins for kernels that read or write row-major memory only. They belong to the
 * scope.
 */
public final class Contiguity {

    private Contiguity() {}

    /** The tensor itself if it is row-major, else a row-major copy. */
    public static Tensor of(Tensor t) {
        if (t.isContiguous()) {
            return t;
        }
        Tensor copy = scratch(t);
        ContiguousKernel.run(t, copy);
        return copy;
    }

    /** Row-major memory of a tensor's shape and type, with undefined content. */
    public static Tensor scratch(Tensor t) {
        return Tensor.allocate(t.shape(), t.dtype(), t.device());
    }

    /** Copies a stand-in to the tensor that it stands for; nothing if it is that tensor. */
    public static void store(Tensor standIn, Tensor t) {
        if (standIn != t) {
            ContiguousKernel.run(standIn, t);
        }
    }
}
