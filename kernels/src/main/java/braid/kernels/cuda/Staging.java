package braid.kernels.cuda;

import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

import java.lang.foreign.MemorySegment;

/**
 * Copies between Java arrays and a device through page-locked buffers. Writes go through a ring of
 * them and do not wait for the stream, unless it has not come to the write that used the same
 * buffer before.
 */
final class Staging {

    private static final int SLOTS = 4;
    private static final int SLOT = 4 << 20;

    private final String device;
    private final CUstream stream;
    private final Slot[] slots = new Slot[SLOTS];
    private int next;

    /**
     * A page-locked buffer.
     *
     * @param pointer to it, for the driver
     * @param memory itself
     * @param done recorded behind the last copy that uses it
     */
    private record Slot(Pointer pointer, MemorySegment memory, CUevent done) {}

    Staging(String device, CUstream stream) {
        this.device = device;
        this.stream = stream;
        for (int i = 0; i < SLOTS; i++) {
            Pointer pointer = new Pointer();
            Status.open(device, "cuMemHostAlloc", JCudaDriver.cuMemHostAlloc(pointer, SLOT, 0));
            CUevent done = new CUevent();
            Status.open(
                    device,
                    "cuEventCreate",
                    JCudaDriver.cuEventCreate(done, CUevent_flags.CU_EVENT_DISABLE_TIMING));
            slots[i] =
                    new Slot(pointer, MemorySegment.ofBuffer(pointer.getByteBuffer(0, SLOT)), done);
        }
    }

    /** Queues a copy to the device; the source may change afterwards. */
    void write(MemorySegment from, CUdeviceptr to, long at) {
        for (long done = 0; done < from.byteSize(); done += SLOT) {
            int n = (int) Math.min(SLOT, from.byteSize() - done);
            Slot slot = free();
            slot.memory().asSlice(0, n).copyFrom(from.asSlice(done, n));
            CUdeviceptr target = to.withByteOffset(at + done);
            check(JCudaDriver.cuMemcpyHtoDAsync(target, slot.pointer(), n, stream), n, "to");
            check(JCudaDriver.cuEventRecord(slot.done(), stream), n, "to");
        }
    }

    /** Copies from the device when all that is queued is done. */
    void read(CUdeviceptr from, long at, MemorySegment to) {
        for (long done = 0; done < to.byteSize(); done += SLOT) {
            int n = (int) Math.min(SLOT, to.byteSize() - done);
            Slot slot = free();
            CUdeviceptr source = from.withByteOffset(at + done);
            check(JCudaDriver.cuMemcpyDtoHAsync(slot.pointer(), source, n, stream), n, "from");
            check(JCudaDriver.cuStreamSynchronize(stream), n, "from");
            to.asSlice(done, n).copyFrom(slot.memory().asSlice(0, n));
        }
    }

    /** The next buffer, when what used it is done; an event that was never recorded is. */
    private Slot free() {
        Slot slot = slots[next];
        next = (next + 1) % SLOTS;
        check(JCudaDriver.cuEventSynchronize(slot.done()), SLOT, "to");
        return slot;
    }

    private void check(int status, int bytes, String direction) {
        if (status != CUresult.CUDA_SUCCESS) {
            throw Status.failed(
                    device, "copy of " + bytes + " bytes " + direction + " the device", status);
        }
    }
}
