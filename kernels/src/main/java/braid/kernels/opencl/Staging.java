package braid.kernels.opencl;

import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_event;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Copies between Java arrays and a device through direct buffers. Writes go through a ring of them
 * and do not wait for the queue, unless it has not come to the write that used the same buffer
 * before.
 */
final class Staging {

    private static final int SLOTS = 4;
    private static final int SLOT = 4 << 20;

    private final cl_command_queue queue;
    private final ByteBuffer[] slots = new ByteBuffer[SLOTS];
    private final @Nullable cl_event[] inUse = new cl_event[SLOTS];
    private final boolean synchronous;
    private int next;

    /**
     * @param synchronous whether writes wait too
     */
    Staging(cl_command_queue queue, boolean synchronous) {
        this.queue = queue;
        this.synchronous = synchronous;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = ByteBuffer.allocateDirect(SLOT);
        }
    }

    /** Queues a copy to the device; the source may change afterwards. */
    void write(MemorySegment from, cl_mem to, long at) {
        for (long done = 0; done < from.byteSize(); done += SLOT) {
            int n = (int) Math.min(SLOT, from.byteSize() - done);
            int i = freeSlot();
            MemorySegment.ofBuffer(slots[i]).asSlice(0, n).copyFrom(from.asSlice(done, n));
            Pointer source = Pointer.to(slots[i]);
            cl_event event = synchronous ? null : new cl_event();
            CL.clEnqueueWriteBuffer(queue, to, synchronous, at + done, n, source, 0, null, event);
            inUse[i] = event;
        }
    }

    /** Copies from the device when all that is queued is done. */
    void read(cl_mem from, long at, MemorySegment to) {
        for (long done = 0; done < to.byteSize(); done += SLOT) {
            int n = (int) Math.min(SLOT, to.byteSize() - done);
            int i = freeSlot();
            Pointer target = Pointer.to(slots[i]);
            CL.clEnqueueReadBuffer(queue, from, true, at + done, n, target, 0, null, null);
            to.asSlice(done, n).copyFrom(MemorySegment.ofBuffer(slots[i]).asSlice(0, n));
        }
    }

    private int freeSlot() {
        int i = next;
        next = (next + 1) % SLOTS;
        cl_event event = inUse[i];
        if (event != null) {
            CL.clWaitForEvents(1, new cl_event[] {event});
            CL.clReleaseEvent(event);
            inUse[i] = null;
        }
        return i;
    }
}
