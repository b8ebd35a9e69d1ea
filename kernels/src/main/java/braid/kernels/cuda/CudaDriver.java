package braid.kernels.cuda;

import braid.kernels.device.Call;
import braid.kernels.device.Driver;
import braid.kernels.device.Segment;
import braid.kernels.device.Strides;
import braid.tensor.TensorException;

import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The primary context of a device and one stream. */
final class CudaDriver implements Driver {

    /**
     * System property: {@code true} waits for each piece of work before the next is queued, so that
     * a message is about the operation that it names.
     */
    static final String SYNCHRONOUS = "braid.cuda.synchronous";

    /** Groups of a grid in its second and third direction. */
    private static final int GROUPS = 65_535;

    /** Compute capability from which on tensor cores have TF32 and BF16. */
    private static final int AMPERE = 80;

    /** Bytes that all arguments of a kernel can have. */
    private static final int ARGUMENTS = 4096;

    private final boolean synchronous = Boolean.getBoolean(SYNCHRONOUS);
    private final String name;
    private final CudaDevice device;
    private final CUcontext context = new CUcontext();
    private final CUstream stream = new CUstream();
    private final CudaPrograms programs;
    private final Staging staging;
    private final Map<String, String> properties;
    private final int multiprocessors;
    private final int capability;
    private final int launchMemory;
    private final ByteBuffer values = direct(ARGUMENTS);
    private final long valuesAddress = MemorySegment.ofBuffer(values).address();

    /** Addresses of the arguments; JCuda passes a buffer on as it is, objects one by one. */
    private final ByteBuffer table = direct(ARGUMENTS);

    private final Pointer tablePointer = Pointer.to(table);

    /** Shared memory that launches of kernels may ask for, where it was raised. */
    private final Map<CUfunction, Integer> allowed = new IdentityHashMap<>();

    private long launches;

    CudaDriver(CudaDevice device, Nvrtc nvrtc) {
        this.device = device;
        name = device.name();
        Status.open(
                name,
                "cuDevicePrimaryCtxRetain",
                JCudaDriver.cuDevicePrimaryCtxRetain(context, device.id()));
        enter();
        Status.open(
                name,
                "cuStreamCreate",
                JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING));
        programs = new CudaPrograms(device, nvrtc);
        staging = new Staging(name, stream);
        properties = device.properties();
        multiprocessors = device.multiprocessors();
        capability = device.capability();
        launchMemory = device.launchMemory();
        properties.put("compiler", "NVRTC " + nvrtc.version());
    }

    /** Memory of the device; its address is an argument of kernels. */
    private static final class Memory extends CUdeviceptr implements Segment {

        private final long bytes;

        Memory(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        long address() {
            return getNativePointer();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    @Override
    public String name() {
        return name;
    }

    /** Contexts belong to threads, and each call may come from another one. */
    private void enter() {
        check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
    }

    private void check(int status, String what) {
        if (status != CUresult.CUDA_SUCCESS) {
            throw Status.failed(name, what, status);
        }
    }

    @Override
    public @Nullable Segment reserve(long bytes) {
        enter();
        Memory memory = new Memory(bytes);
        int status = JCudaDriver.cuMemAlloc(memory, bytes);
        if (Status.isMemory(status)) {
            return null;
        }
        if (status != CUresult.CUDA_SUCCESS) {
            throw Status.failed(name, "cuMemAlloc of " + bytes + " bytes", status);
        }
        return memory;
    }

    @Override
    public void free(Segment segment) {
        finish();
        check(JCudaDriver.cuMemFree((Memory) segment), "cuMemFree");
    }

    @Override
    public void write(MemorySegment from, Segment to, long at) {
        enter();
        staging.write(from, (Memory) to, at);
        settle();
    }

    @Override
    public void read(Segment from, long at, MemorySegment to) {
        enter();
        staging.read((Memory) from, at, to);
    }

    @Override
    public void launch(Call call) {
        enter();
        CUfunction kernel = programs.kernel(call.program(), call.kernel());
        int[] groups = new int[] {1, 1, 1};
        int[] items = new int[] {1, 1, 1};
        for (int i = 0; i < call.global().length; i++) {
            long count = call.global()[i] / call.local()[i];
            if (i > 0 && count > GROUPS) {
                throw new TensorException(
                        describe(call) + ": more than " + GROUPS + " groups in a direction",
                        "split the batch");
            }
            groups[i] = Math.toIntExact(count);
            items[i] = (int) call.local()[i];
        }
        fillIn(call.arguments());
        allow(kernel, call);
        int status =
                JCudaDriver.cuLaunchKernel(
                        kernel,
                        groups[0],
                        groups[1],
                        groups[2],
                        items[0],
                        items[1],
                        items[2],
                        call.memory(),
                        stream,
                        tablePointer,
                        null);
        launches++;
        if (status == CUresult.CUDA_SUCCESS && synchronous) {
            status = JCudaDriver.cuStreamSynchronize(stream);
        }
        if (status != CUresult.CUDA_SUCCESS) {
            throw Status.failed(name, describe(call), status);
        }
    }

    /**
     * Launches may have more shared memory than kernels can declare only where that is asked for.
     */
    private void allow(CUfunction kernel, Call call) {
        if (call.memory() > allowed.getOrDefault(kernel, device.sharedMemory())) {
            int status =
                    JCudaDriver.cuFuncSetAttribute(
                            kernel,
                            CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                            call.memory());
            if (status != CUresult.CUDA_SUCCESS) {
                throw Status.failed(
                        name,
                        describe(call) + ", " + call.memory() + " bytes of shared memory",
                        status);
            }
            allowed.put(kernel, call.memory());
        }
    }

    private static String describe(Call call) {
        return "kernel %s of %s, grid %s in groups of %s"
                .formatted(
                        call.kernel(),
                        call.program().files(),
                        Arrays.toString(call.global()),
                        Arrays.toString(call.local()));
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Writes values and their addresses; the driver copies them before a launch returns. */
    private void fillIn(List<Object> arguments) {
        values.clear();
        table.clear();
        for (Object argument : arguments) {
            table.putLong(valuesAddress + values.position());
            put(argument);
            values.position(Math.ceilDiv(values.position(), Long.BYTES) * Long.BYTES);
        }
    }

    private void put(Object argument) {
        switch (argument) {
            case Call.Pointer p -> values.putLong(((Memory) p.segment()).address());
            case Integer v -> values.putInt(v);
            case Long v -> values.putLong(v);
            case Float v -> values.putFloat(v);
            case Double v -> values.putDouble(v);
            case Strides s -> s.put(values);
            case long[] all -> {
                for (long v : all) {
                    values.putLong(v);
                }
            }
            default -> throw new IllegalArgumentException(argument.toString());
        }
    }

    private void settle() {
        if (synchronous) {
            finish();
        }
    }

    @Override
    public void finish() {
        enter();
        check(JCudaDriver.cuStreamSynchronize(stream), "waiting for the stream");
    }

    @Override
    public boolean hasDoubles() {
        return true;
    }

    @Override
    public boolean isProcessor() {
        return false;
    }

    @Override
    public int multiprocessors() {
        return multiprocessors;
    }

    @Override
    public long largestSegment() {
        return device.memory();
    }

    @Override
    public long localMemory() {
        return device.sharedMemory();
    }

    @Override
    public long launchMemory() {
        return launchMemory;
    }

    @Override
    public boolean hasTensorCores() {
        return capability >= AMPERE;
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
        return properties;
    }
}
