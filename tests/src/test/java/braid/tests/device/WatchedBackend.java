package braid.tests.device;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.backend.Backend;
import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryStats;
import braid.tensor.op.Op;

import java.util.Arrays;
import java.util.Map;

/** Another backend whose every operation is shown to a watcher when it was executed. */
final class WatchedBackend implements Backend {

    /** Sees an operation, its operands and its results, on the device that is watched. */
    interface Watcher {
        /** Called after the operation. */
        void executed(Op op, Tensor[] in, Tensor[] out);
    }

    private final Backend inner;
    private final Watcher watcher;
    private final Device device;
    private final MemoryStats stats = new MemoryStats();

    WatchedBackend(Backend inner, Watcher watcher) {
        this.inner = inner;
        this.watcher = watcher;
        device = new Device(inner.device().toString(), this);
    }

    /** The inner backend's memory. */
    private static final class Watched extends Storage {

        private final Tensor memory;

        Watched(Device device, DType dtype, long size, Tensor memory) {
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

    private static Storage memory(Storage s) {
        return ((Watched) s).memory.storage();
    }

    private static Tensor[] inside(Tensor[] all) {
        return Arrays.stream(all)
                .map(t -> {
                    Layout layout = t.layout();
                    return ((Watched) t.storage()).memory.viewAs(layout);
                })
                .toArray(Tensor[]::new);
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Storage allocate(DType dtype, long size) {
        Tensor memory = Tensor.allocate(Shape.of((int) size), dtype, inner.device());
        memory.storage().promote(MemoryKind.WORKSPACE);
        return new Watched(device, dtype, size, memory);
    }

    @Override
    public long footprint(DType dtype, long size) {
        return inner.footprint(dtype, size);
    }

    @Override
    public void execute(Op op, Tensor[] in, Tensor[] out, boolean accumulate) {
        Tensor[] operands = inside(in);
        Tensor[] results = inside(out);
        inner.execute(op, operands, results, accumulate);
        watcher.executed(op, operands, results);
    }

    @Override
    public boolean supports(Op op, DType dtype) {
        return inner.supports(op, dtype);
    }

    @Override
    public long workspace(Op op, Tensor[] inputs) {
        return inner.workspace(op, inputs);
    }

    @Override
    public void write(Object array, int from, Storage storage, long to, int count) {
        inner.write(array, from, memory(storage), to, count);
    }

    @Override
    public void read(Storage storage, long from, Object array, int to, int count) {
        inner.read(memory(storage), from, array, to, count);
    }

    @Override
    public void synchronize() {
        inner.synchronize();
    }

    @Override
    public MemoryStats memory() {
        return stats;
    }

    @Override
    public Map<String, String> properties() {
        return inner.properties();
    }

    @Override
    public Map<String, Double> measure() {
        return inner.measure();
    }
}
