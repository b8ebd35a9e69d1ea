package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryKind;

import java.util.ArrayList;
import java.util.List;

/**
 * The operands of one operation on their way to kernels that take row-major memory: copies of those
 * that lie otherwise, given back to the pool when the operation is queued.
 */
final class Operands implements AutoCloseable {

    private final DeviceBackend backend;
    private final List<Tensor> lent = new ArrayList<>();

    Operands(DeviceBackend backend) {
        this.backend = backend;
    }

    /** The tensor itself if it is row-major, else a row-major copy. */
    Tensor rowMajor(Tensor t) {
        if (t.isContiguous()) {
            return t;
        }
        Tensor copy = scratch(t);
        backend.copy(t, copy);
        return copy;
    }

    /** Row-major memory for a result: the tensor itself, or scratch that {@link #store} copies. */
    Tensor target(Tensor t) {
        return t.isContiguous() ? t : scratch(t);
    }

    /** Copies a result to the tensor that it stands for; nothing if it is that tensor. */
    void store(Tensor standIn, Tensor t) {
        if (standIn != t) {
            backend.copy(standIn, t);
        }
    }

    /** Row-major memory of a tensor's shape and type, with undefined content. */
    Tensor scratch(Tensor like) {
        return scratch(like.shape(), like.dtype(), like);
    }

    /** Row-major memory with undefined content. */
    Tensor scratch(braid.tensor.Shape shape, DType dtype, Tensor like) {
        Tensor t = Tensor.allocate(shape, dtype, like.device());
        t.storage().promote(MemoryKind.WORKSPACE);
        lent.add(t);
        return t;
    }

    /**
     * Checks that indices are in {@code [0, bound)}. What was written from the host is known
     * without waiting for the device.
     *
     * @param mark a negative number that may occur, 0 for none
     */
    void check(String op, Tensor index, long bound, long mark) {
        IndexRange range = DeviceStorage.of(index).range();
        if (range != null && range.within(bound, mark)) {
            return;
        }
        long[] all = backend.indices(index);
        for (int i = 0; i < all.length; i++) {
            boolean marked = mark < 0 && all[i] == mark;
            if (!marked && (all[i] < 0 || all[i] >= bound)) {
                throw new TensorException(
                        op + ": index " + all[i] + " at position " + i + " of " + index.shape(),
                        "indices are in [0, " + bound + ")");
            }
        }
    }

    @Override
    public void close() {
        for (Tensor t : lent) {
            t.storage().release();
        }
    }
}
