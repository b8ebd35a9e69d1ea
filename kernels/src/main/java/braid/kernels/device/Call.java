package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

import java.util.ArrayList;
import java.util.List;

/**
 * One launch of a kernel: program, name, arguments in order, grid. A tensor is passed as its
 * segment and the position of its first element, since tensors are blocks of larger segments and
 * views begin anywhere; kernels declare it by {@code TENSOR(type, name)}.
 */
public final class Call {

    /** An argument that is memory of the device. */
    public record Pointer(Segment segment) {}

    /** Work items number elements with 32 bits. */
    private static final long COUNTED = (1L << 32) - 1;

    private final Program program;
    private final String kernel;
    private final List<Object> arguments = new ArrayList<>();
    private long[] global = {};
    private long[] local = {};
    private int memory;

    /**
     * A launch of a kernel, without arguments yet.
     *
     * @param program what to build
     * @param kernel name of the function in the program
     */
    public Call(Program program, String kernel) {
        this.program = program;
        this.kernel = kernel;
    }

    /** The next argument: a tensor of the device. */
    Call tensor(Tensor t) {
        DeviceStorage storage = DeviceStorage.of(t);
        arguments.add(new Pointer(storage.segment()));
        arguments.add(storage.at() / t.dtype().bytes() + t.layout().offset());
        return this;
    }

    /** The next argument: how a tensor lies in memory, of axes that were merged. */
    Call strides(Strides s) {
        arguments.add(s);
        return this;
    }

    /** The next argument: a struct of 64-bit numbers. */
    Call longs(long... values) {
        arguments.add(values);
        return this;
    }

    /** The next argument: {@code int}. */
    Call number(int value) {
        arguments.add(value);
        return this;
    }

    /** The next argument: 64 bits. */
    Call number(long value) {
        arguments.add(value);
        return this;
    }

    /** The next argument: a number in the arithmetic of a type, {@code double} for F64. */
    Call real(DType type, double value) {
        if (type == DType.F64) {
            arguments.add(value);
        } else {
            arguments.add((float) value);
        }
        return this;
    }

    /** Work items: as many as needed of groups of this size. */
    public Call items(long items, int group) {
        if (items > COUNTED) {
            throw new TensorException(
                    program.files().getLast() + ": " + items + " elements",
                    "kernels of devices count " + COUNTED + "; split the tensor");
        }
        global = new long[] {Math.ceilDiv(Math.max(1, items), group) * group};
        local = new long[] {group};
        return this;
    }

    /** Groups of a size, one after the other. */
    Call groups(long groups, int size) {
        global = new long[] {groups * size};
        local = new long[] {size};
        return this;
    }

    /** A grid of groups in two or three directions. */
    Call grid(long[] groups, int... sizes) {
        local = new long[sizes.length];
        global = new long[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            local[i] = sizes[i];
            global[i] = groups[i] * sizes[i];
        }
        return this;
    }

    /** Local memory that each group has beside what the kernel declares. */
    Call memory(int bytes) {
        memory = bytes;
        return this;
    }

    /** What to build. */
    public Program program() {
        return program;
    }

    /** Name of the function. */
    public String kernel() {
        return kernel;
    }

    /** {@link Pointer}, {@link Strides}, {@code long[]}, Integer, Long, Float or Double. */
    public List<Object> arguments() {
        return arguments;
    }

    /** Work items in each direction. */
    public long[] global() {
        return global;
    }

    /** Work items of a group in each direction. */
    public long[] local() {
        return local;
    }

    /** Bytes of local memory that each group has beside what the kernel declares. */
    public int memory() {
        return memory;
    }
}
