package braid.tests.op.rig;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.backend.Backend;
import braid.tensor.backend.MatmulPrecision;
import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryStats;
import braid.tensor.op.Op;

import java.util.Arrays;
import java.util.Map;

/**
 * Another backend, of which a subclass sees what is allocated and executed. Each storage lies in a
 * tensor of the inner backend, behind and before some elements that are nobody's.
 */
public abstract class WrappedBackend implements Backend {

    /** The backend that does the work. */
    protected final Backend inner;

    private final int guard;
    private final Device device;
    private final MemoryStats stats = new MemoryStats();

    /**
     * Wraps a backend.
     *
     * @param guard elements before and behind each storage
     */
    @SuppressWarnings("this-escape") // a Device keeps its backend and calls nothing on it
    protected WrappedBackend(Backend inner, int guard) {
        this.inner = inner;
        this.guard = guard;
        device = new Device(inner.device().toString(), this);
    }

    /** The inner backend's memory. */
    private static final class Inside extends Storage {

        private final Tensor memory;

        Inside(Device device, DType dtype, long size, Tensor memory) {
            super(device, dtype, size);
            this.memory = memory;
        }

        @Override
        public long bytes() {
            return memory.storage().bytes();
        }

        @Override
        protected void free() {
            memory.storage().release();
        }
    }

    /** What holds a storage, guards included. */
    protected static Tensor memory(Storage s) {
        return ((Inside) s).memory;
    }

    /** The same tensors on the inner backend. */
    protected final Tensor[] inside(Tensor[] all) {
        return Arrays.stream(all)
                .map(t -> {
                    Layout l = t.layout();
                    Layout moved = new Layout(l.shape(), l.strides(), l.offset() + guard);
                    return memory(t.storage()).viewAs(moved);
                })
                .toArray(Tensor[]::new);
    }

    @Override
    public final Device device() {
        return device;
    }

    @Override
    public Storage allocate(DType dtype, long size) {
        Shape shape = Shape.of(Math.toIntExact(size + 2L * guard));
        Tensor memory = Tensor.allocate(shape, dtype, inner.device());
        memory.storage().promote(MemoryKind.WORKSPACE);
        return new Inside(device, dtype, size, memory);
    }

    @Override
    public final long footprint(DType dtype, long size) {
        return inner.footprint(dtype, size + 2L * guard);
    }

    @Override
    public final boolean supports(Op op, DType dtype) {
        return inner.supports(op, dtype);
    }

    @Override
    public final String remedy(Op op, DType dtype) {
        return inner.remedy(op, dtype);
    }

    @Override
    public final MatmulPrecision matmulPrecision() {
        return inner.matmulPrecision();
    }

    @Override
    public final void matmulPrecision(MatmulPrecision precision) {
        inner.matmulPrecision(precision);
    }

    @Override
    public final long workspace(Op op, Tensor[] inputs) {
        return inner.workspace(op, inputs);
    }

    @Override
    public final void write(Object array, int from, Storage storage, long to, int count) {
        inner.write(array, from, memory(storage).storage(), to + guard, count);
    }

    @Override
    public final void read(Storage storage, long from, Object array, int to, int count) {
        inner.read(memory(storage).storage(), from + guard, array, to, count);
    }

    @Override
    public final void synchronize() {
        inner.synchronize();
    }

    @Override
    public final MemoryStats memory() {
        return stats;
    }

    @Override
    public final Map<String, String> properties() {
        return inner.properties();
    }

    @Override
    public final Map<String, Double> measure() {
        return inner.measure();
    }
}
