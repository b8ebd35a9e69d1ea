package braid.kernels.cpu;

import braid.kernels.cpu.movement.ContiguousKernel;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.backend.MemoryKind;

import java.util.ArrayList;

/**
 * Row-major stand-ins for kernels that read or write row-major memory only. They are workspace:
 * when the operation is done, they go back to the pool.
 */
public final class Contiguity {

    private static final ThreadLocal<ArrayList<Storage>> LENT =
            ThreadLocal.withInitial(ArrayList::new);

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
        Tensor s = Tensor.allocate(t.shape(), t.dtype(), t.device());
        s.storage().promote(MemoryKind.WORKSPACE);
        LENT.get().add(s.storage());
        return s;
    }

    /** Copies a stand-in to the tensor that it stands for; nothing if it is that tensor. */
    public static void store(Tensor standIn, Tensor t) {
        if (standIn != t) {
            ContiguousKernel.run(standIn, t);
        }
    }

    /** How many stand-ins this thread has lent: an operation notes it when it starts. */
    static int lent() {
        return LENT.get().size();
    }

    /** Gives back what was lent since {@code count}: operations can run within others. */
    static void giveBack(int count) {
        ArrayList<Storage> lent = LENT.get();
        while (lent.size() > count) {
            lent.removeLast().release();
        }
    }
}
