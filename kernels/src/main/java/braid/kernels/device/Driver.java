package braid.kernels.device;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * A device below the operations: raw memory, programs, and one queue that works in order. All that
 * an operation does is written once above it ({@link DeviceBackend}); a platform implements this.
 *
 * <p>Calls return when the work is queued; only {@link #read} and {@link #finish} wait. Not
 * thread-safe: {@link DeviceBackend} lets one thread in at a time.
 */
public interface Driver {

    /** Name of the device for messages: {@code opencl:0}. */
    String name();

    /**
     * New memory with undefined content.
     *
     * @return null if the device has no room for it
     */
    @Nullable Segment reserve(long bytes);

    /** Gives memory back when the work that is queued is done with it. */
    void free(Segment segment);

    /** Queues a copy to the device; {@code from} may change when this returns. */
    void write(MemorySegment from, Segment to, long at);

    /** Copies from the device when all queued work is done. */
    void read(Segment from, long at, MemorySegment to);

    /**
     * Queues a kernel. Its program is built when it is first asked for.
     *
     * @param call program, arguments and grid
     */
    void launch(Call call);

    /** Waits until all queued work is done. */
    void finish();

    /** Whether the device computes in double precision. */
    boolean hasDoubles();

    /**
     * Whether the device is a processor, whose work items are iterations of a loop: a work group
     * should then be one item with wide vectors and no barriers.
     */
    boolean isProcessor();

    /**
     * Multiprocessors of a device that takes kernels in CUDA C++; 0 for all others, for which there
     * are those of the shared dialect alone.
     */
    int multiprocessors();

    /** Bytes that one allocation can have. */
    long largestSegment();

    /** Bytes of local memory that a work group can have. */
    long localMemory();

    /**
     * Bytes of local memory that a group can have where a launch asks for it: {@link Call#memory}.
     */
    long launchMemory();

    /** Whether a device that takes kernels in CUDA C++ multiplies matrices in TF32 and BF16. */
    boolean hasTensorCores();

    /** How many kernels were queued so far. */
    long launches();

    /** What was built so far. */
    Builds builds();

    /**
     * Programs that a driver has built.
     *
     * @param programs how many
     * @param compiled how many of them the compiler made anew, not found in a cache
     * @param milliseconds what all of it took
     */
    record Builds(int programs, int compiled, double milliseconds) {}

    /** Facts for reports, in display order. */
    Map<String, String> properties();
}
