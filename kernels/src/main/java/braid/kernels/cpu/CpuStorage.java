package braid.kernels.cpu;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

import org.jspecify.annotations.Nullable;

/** One primitive array, possibly longer than the storage's size. */
public final class CpuStorage extends Storage {

    private final CpuPool pool;
    private final long bytes;
    private @Nullable Object array;

    CpuStorage(Device device, DType dtype, long size, Object array, long bytes, CpuPool pool) {
        super(device, dtype, size);
        this.array = array;
        this.bytes = bytes;
        this.pool = pool;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    protected void free() {
        pool.give(dtype(), array(), (int) (bytes / dtype().bytes()));
        array = null;
    }

    /** The array of a tensor on the CPU. */
    public static Object array(Tensor t) {
        return ((CpuStorage) t.storage()).array();
    }

    /** The array of an F32 tensor on the CPU. */
    public static float[] floats(Tensor t) {
        return (float[]) ((CpuStorage) t.storage()).array();
    }

    /** Position of the tensor's first element in its array. */
    public static int offset(Tensor t) {
        return (int) t.layout().offset();
    }

    Object array() {
        if (array == null) {
            throw new TensorException(
                    "storage: its memory was given back when its scope closed",
                    "lift the tensor out first: scope.keep(tensor)");
        }
        return array;
    }
}
