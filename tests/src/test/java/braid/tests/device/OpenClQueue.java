package braid.tests.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/**
 * Context, queue and buffers of the first OpenCL device, by the C interface of the loader: for
 * libraries that are compared with ours, so that nothing of ours is beneath them.
 */
final class OpenClQueue implements AutoCloseable {

    private static final long ALL_DEVICES = 0xFFFFFFFFL;
    private static final long READ_WRITE = 1;
    private static final int BLOCKING = 1;
    private static final MemorySegment NULL = MemorySegment.NULL;

    private final Arena arena = Arena.ofConfined();
    private final Library opencl = new Library("libOpenCL.so.1", arena);
    private final MemorySegment status = arena.allocate(JAVA_INT);
    private final MemorySegment context;
    private final MemorySegment queue;

    OpenClQueue() {
        MemorySegment device = device();
        MemorySegment list = arena.allocateFrom(ADDRESS, device);
        context = opencl.pointer("clCreateContext", NULL, 1, list, NULL, NULL, status);
        check("clCreateContext");
        queue = opencl.pointer("clCreateCommandQueue", context, device, 0L, status);
        check("clCreateCommandQueue");
    }

    /**
     * Functions of a shared library; their types are those of the arguments that they are given.
     */
    static final class Library {

        private final SymbolLookup symbols;

        /** Loads it; throws IllegalArgumentException where it is absent. */
        Library(String file, Arena arena) {
            symbols = SymbolLookup.libraryLookup(file, arena);
        }

        int status(String function, Object... arguments) {
            return (int) call(function, JAVA_INT, arguments);
        }

        MemorySegment pointer(String function, Object... arguments) {
            return (MemorySegment) call(function, ADDRESS, arguments);
        }

        private Object call(String function, MemoryLayout result, Object[] arguments) {
            MemoryLayout[] types = new MemoryLayout[arguments.length];
            for (int i = 0; i < types.length; i++) {
                types[i] =
                        switch (arguments[i]) {
                            case MemorySegment s -> ADDRESS;
                            case Integer v -> JAVA_INT;
                            case Long v -> JAVA_LONG;
                            case Float v -> JAVA_FLOAT;
                            case Double v -> JAVA_DOUBLE;
                            default -> throw new IllegalArgumentException("" + arguments[i]);
                        };
            }
            try {
                return Linker.nativeLinker()
                        .downcallHandle(
                                symbols.find(function).orElseThrow(),
                                FunctionDescriptor.of(result, types))
                        .invokeWithArguments(arguments);
            } catch (Throwable e) {
                throw new IllegalStateException(function, e);
            }
        }
    }

    /** The first device of the first platform that has one: {@code opencl:0}. */
    private MemorySegment device() {
        MemorySegment count = arena.allocate(JAVA_INT);
        check("clGetPlatformIDs", 0, NULL, count);
        int n = count.get(JAVA_INT, 0);
        MemorySegment platforms = arena.allocate(ADDRESS, n);
        check("clGetPlatformIDs", n, platforms, NULL);
        MemorySegment device = arena.allocate(ADDRESS);
        for (int i = 0; i < n; i++) {
            MemorySegment platform = platforms.getAtIndex(ADDRESS, i);
            if (opencl.status("clGetDeviceIDs", platform, ALL_DEVICES, 1, device, NULL) == 0) {
                return device.get(ADDRESS, 0);
            }
        }
        throw new IllegalStateException("no platform has a device");
    }

    /** A new buffer with the numbers of an array. */
    MemorySegment buffer(MemorySegment array) {
        long bytes = array.byteSize();
        MemorySegment buffer =
                opencl.pointer("clCreateBuffer", context, READ_WRITE, bytes, NULL, status);
        check("clCreateBuffer");
        try (Arena copy = Arena.ofConfined()) {
            MemorySegment from = copy.allocate(bytes, Long.BYTES).copyFrom(array);
            check("clEnqueueWriteBuffer", queue, buffer, BLOCKING, 0L, bytes, from, 0, NULL, NULL);
        }
        return buffer;
    }

    /** Waits for the queue and copies a buffer to an array. */
    void read(MemorySegment buffer, MemorySegment array) {
        check("clFinish", queue);
        long bytes = array.byteSize();
        try (Arena copy = Arena.ofConfined()) {
            MemorySegment to = copy.allocate(bytes, Long.BYTES);
            check("clEnqueueReadBuffer", queue, buffer, BLOCKING, 0L, bytes, to, 0, NULL, NULL);
            array.copyFrom(to);
        }
    }

    void release(MemorySegment buffer) {
        check("clReleaseMemObject", buffer);
    }

    /** The {@code cl_command_queue}. */
    MemorySegment queue() {
        return queue;
    }

    @Override
    public void close() {
        check("clReleaseCommandQueue", queue);
        check("clReleaseContext", context);
        arena.close();
    }

    private void check(String function, Object... arguments) {
        if (arguments.length > 0) {
            status.set(JAVA_INT, 0, opencl.status(function, arguments));
        }
        if (status.get(JAVA_INT, 0) != 0) {
            throw new IllegalStateException(function + ": status " + status.get(JAVA_INT, 0));
        }
    }
}
