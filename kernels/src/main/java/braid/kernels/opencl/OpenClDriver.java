package braid.kernels.opencl;

import braid.kernels.device.Call;
import braid.kernels.device.Driver;
import braid.kernels.device.Segment;
import braid.kernels.device.Strides;
import braid.tensor.DeviceException;
import braid.tensor.DeviceFailedException;

import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One context and one in-order queue of a device. */
final class OpenClDriver implements Driver {

    /**
     * System property: {@code true} waits for each piece of work before the next is queued, so that
     * a message is about the operation that it names.
     */
    static final String SYNCHRONOUS = "braid.opencl.synchronous";

    private final boolean synchronous = Boolean.getBoolean(SYNCHRONOUS);
    private final String name;
    private final OpenClDevice device;
    private final cl_context context;
    private final cl_command_queue queue;
    private final OpenClPrograms programs;
    private final Staging staging;
    private long launches;
    private final ByteBuffer scratch =
            ByteBuffer.allocateDirect(Strides.BYTES).order(ByteOrder.nativeOrder());

    OpenClDriver(String name, OpenClDevice device) {
        this.name = name;
        this.device = device;
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platform());
        try {
            context =
                    CL.clCreateContext(
                            properties, 1, new cl_device_id[] {device.id()}, null, null, null);
            queue = createQueue();
        } catch (CLException e) {
            throw new DeviceException(
                    name + ": it cannot be opened: " + e.getMessage(),
                    "another process may hold it; clinfo shows whether its driver works",
                    e);
        }
        programs = new OpenClPrograms(name, device, context);
        staging = new Staging(queue, synchronous);
    }

    @SuppressWarnings("deprecation") // Its successor needs OpenCL 2.
    private cl_command_queue createQueue() {
        return CL.clCreateCommandQueue(context, device.id(), 0, null);
    }

    /** A buffer. */
    private record Buffer(cl_mem memory, long bytes) implements Segment {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Segment reserve(long bytes) {
        try {
            cl_mem m = CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, bytes, null, null);
            return new Buffer(m, bytes);
        } catch (CLException e) {
            return switch (e.getStatus()) {
                case CL.CL_MEM_OBJECT_ALLOCATION_FAILURE,
                        CL.CL_OUT_OF_RESOURCES,
                        CL.CL_OUT_OF_HOST_MEMORY,
                        CL.CL_INVALID_BUFFER_SIZE ->
                        null;
                default -> throw failed("clCreateBuffer of " + bytes + " bytes", e);
            };
        }
    }

    @Override
    public void free(Segment segment) {
        CL.clReleaseMemObject(((Buffer) segment).memory());
    }

    @Override
    public void write(MemorySegment from, Segment to, long at) {
        try {
            staging.write(from, ((Buffer) to).memory(), at);
        } catch (CLException e) {
            throw failed("write of " + from.byteSize() + " bytes", e);
        }
    }

    @Override
    public void read(Segment from, long at, MemorySegment to) {
        try {
            staging.read(((Buffer) from).memory(), at, to);
        } catch (CLException e) {
            throw failed("read of " + to.byteSize() + " bytes", e);
        }
    }

    @Override
    public void launch(Call call) {
        try {
            cl_kernel kernel = programs.kernel(call.program(), call.kernel());
            List<Object> arguments = call.arguments();
            for (int i = 0; i < arguments.size(); i++) {
                set(kernel, i, arguments.get(i));
            }
            int directions = call.global().length;
            CL.clEnqueueNDRangeKernel(
                    queue, kernel, directions, null, call.global(), call.local(), 0, null, null);
            launches++;
            if (synchronous) {
                CL.clFinish(queue);
            }
        } catch (CLException e) {
            throw failed(
                    "kernel %s of %s, grid %s in groups of %s"
                            .formatted(
                                    call.kernel(),
                                    call.program().files(),
                                    Arrays.toString(call.global()),
                                    Arrays.toString(call.local())),
                    e);
        }
    }

    private void set(cl_kernel kernel, int i, Object argument) {
        switch (argument) {
            case Call.Pointer p ->
                    CL.clSetKernelArg(
                            kernel, i, Sizeof.cl_mem, Pointer.to(((Buffer) p.segment()).memory()));
            case Integer v -> set(kernel, i, scratch.putInt(0, v), Integer.BYTES);
            case Long v -> set(kernel, i, scratch.putLong(0, v), Long.BYTES);
            case Float v -> set(kernel, i, scratch.putFloat(0, v), Float.BYTES);
            case Double v -> set(kernel, i, scratch.putDouble(0, v), Double.BYTES);
            case Strides s -> {
                s.put(scratch.clear());
                set(kernel, i, scratch.clear(), Strides.BYTES);
            }
            case long[] all -> {
                for (int a = 0; a < all.length; a++) {
                    scratch.putLong(Long.BYTES * a, all[a]);
                }
                set(kernel, i, scratch, Long.BYTES * all.length);
            }
            default -> throw new IllegalArgumentException(argument.toString());
        }
    }

    private static void set(cl_kernel kernel, int i, ByteBuffer value, int bytes) {
        CL.clSetKernelArg(kernel, i, bytes, Pointer.to(value));
    }

    @Override
    public void finish() {
        try {
            CL.clFinish(queue);
        } catch (CLException e) {
            throw failed("waiting for the queue", e);
        }
    }

    private DeviceFailedException failed(String what, CLException e) {
        // Some drivers take memory when it is first used.
        boolean memory =
                e.getStatus() == CL.CL_MEM_OBJECT_ALLOCATION_FAILURE
                        || e.getStatus() == CL.CL_OUT_OF_RESOURCES
                        || e.getStatus() == CL.CL_OUT_OF_HOST_MEMORY;
        return new DeviceFailedException(
                name + ": " + what + ": " + e.getMessage(),
                memory
                        ? "where its memory is full, lower the batch or set --memory-budget below"
                                + " what is free; where the device is gone, start again"
                        : "if the device is gone or its driver was reset, start the command again;"
                                + " training goes on from its last checkpoint with --resume",
                e);
    }

    @Override
    public boolean hasDoubles() {
        return device.hasDoubles();
    }

    @Override
    public boolean isProcessor() {
        return device.isProcessor();
    }

    @Override
    public int multiprocessors() {
        return 0;
    }

    @Override
    public long largestSegment() {
        return device.largestSegment();
    }

    @Override
    public long localMemory() {
        return device.localMemory();
    }

    @Override
    public long launchMemory() {
        return 0;
    }

    @Override
    public boolean hasTensorCores() {
        return false;
    }

    @Override
    public long launches() {
        return launches;
    }

    @Override
    public Builds builds() {
        return programs.builds();
    }

    @Override
    public Map<String, String> properties() {
        return device.properties();
    }
}
