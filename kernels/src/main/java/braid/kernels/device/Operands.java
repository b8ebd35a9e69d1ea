package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryKind;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

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
     */
    void checkIndices(String op, Tensor index, long bound) {
        OptionalInt wrong = wrong(index, bound, 0, i -> i >= 0 && i < bound);
        if (wrong.isPresent()) {
            int i = wrong.getAsInt();
            throw new TensorException(
                    op
                            + ": index "
                            + backend.indices(index)[i]
                            + " at position "
                            + i
                            + " of "
                            + index.shape(),
                    "indices are in [0, " + bound + ")");
        }
    }

    /**
     * Checks that targets (N) are classes in {@code [0, bound)}, or the mark of a row that does not
     * count; as {@link #checkIndices}.
     */
    void checkTargets(String op, Tensor targets, long bound, long ignored) {
        LongPredicate accepted = c -> c == ignored || c >= 0 && c < bound;
        OptionalInt wrong = wrong(targets, bound, ignored, accepted);
        if (wrong.isPresent()) {
            int r = wrong.getAsInt();
            throw new TensorException(
                    op
                            + ": target "
                            + backend.indices(targets)[r]
                            + " in row "
                            + r
                            + " of "
                            + targets.shape(),
                    "targets are in [0, " + bound + "), or " + ignored + " to ignore");
        }
    }

    /** The first place of an integer that is not accepted. */
    private OptionalInt wrong(Tensor index, long bound, long mark, LongPredicate accepted) {
        IndexRange range = DeviceStorage.of(index).range();
        if (range != null && range.within(bound, mark)) {
            return OptionalInt.empty();
        }
        long[] all = backend.indices(index);
        return IntStream.range(0, all.length).filter(i -> !accepted.test(all[i])).findFirst();
    }

    @Override
    public void close() {
        for (Tensor t : lent) {
            t.storage().release();
        }
    }
}
