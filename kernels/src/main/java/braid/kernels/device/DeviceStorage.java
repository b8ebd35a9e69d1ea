package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryKind;

import org.jspecify.annotations.Nullable;

/** A block of a device's memory. */
final class DeviceStorage extends Storage {

    private final DevicePool pool;
    private final DevicePool.Block block;
    private final LostStorages lost;
    private final LostStorages.Lent watched;
    private @Nullable IndexRange range;

    DeviceStorage(
            Device device,
            DType dtype,
            long size,
            DevicePool pool,
            DevicePool.Block block,
            LostStorages lost) {
        super(device, dtype, size);
        this.pool = pool;
        this.block = block;
        this.lost = lost;
        watched = lost.watch(this, block);
    }

    static DeviceStorage of(Tensor t) {
        return (DeviceStorage) t.storage();
    }

    @Override
    public long bytes() {
        return block.bytes();
    }

    @Override
    protected void free() {
        lost.forget(watched);
        pool.give(block);
    }

    @Override
    protected void tagged(MemoryKind newKind) {
        watched.tagged(newKind);
    }

    /** An operation writes to it. */
    void writtenBy(String operation) {
        watched.madeBy(operation);
        range = null;
    }

    /** The memory that this is a part of. */
    Segment segment() {
        check();
        return block.segment();
    }

    /** Where this part begins, in bytes. */
    long at() {
        return block.at();
    }

    private void check() {
        if (isReleased()) {
            throw new TensorException(
                    "storage: its memory was given back when its scope closed",
                    "lift the tensor out first: scope.keep(tensor)");
        }
    }

    /** What is known of the integers in it, without reading them; null if nothing is. */
    @Nullable IndexRange range() {
        return range;
    }

    void range(@Nullable IndexRange known) {
        range = known;
    }
}
