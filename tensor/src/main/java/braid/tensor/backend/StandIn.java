package braid.tensor.backend;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.op.CustomOp;
import braid.tensor.op.Linalg;
import braid.tensor.op.Op;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Takes the place of a backend: counts what it would take, and computes nothing. Operations of
 * users run as what they are made of.
 */
final class StandIn implements Backend {

    private final Backend real;
    private final Device device;
    private final MemoryStats stats = new MemoryStats();
    private final BiConsumer<Op, Tensor[]> executed;
    private long productsWorkspace;
    private long otherWorkspace;

    /**
     * @param real whose sizes count
     * @param executed is told every operation that a kernel would compute
     */
    StandIn(Backend real, BiConsumer<Op, Tensor[]> executed) {
        this.real = real;
        this.executed = executed;
        device = new Device("plan:" + real.device(), this);
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Storage allocate(DType dtype, long size) {
        return new Absent(device, dtype, size, footprint(dtype, size));
    }

    @Override
    public long footprint(DType dtype, long size) {
        return real.footprint(dtype, size);
    }

    @Override
    public void execute(Op op, Tensor[] inputs, Tensor[] outputs, boolean accumulate) {
        if (op instanceof CustomOp custom) {
            custom.forward(inputs, outputs);
            return;
        }
        executed.accept(op, inputs);
        long before = productsWorkspace + otherWorkspace;
        long needed = workspace(op, inputs);
        if (op instanceof Linalg) {
            productsWorkspace = Math.max(productsWorkspace, needed);
        } else {
            otherWorkspace = Math.max(otherWorkspace, needed);
        }
        stats.add(MemoryKind.WORKSPACE, productsWorkspace + otherWorkspace - before);
    }

    @Override
    public long workspace(Op op, Tensor[] inputs) {
        return real.workspace(op, inputs);
    }

    @Override
    public boolean supports(Op op, DType dtype) {
        return real.supports(op, dtype);
    }

    @Override
    public String remedy(Op op, DType dtype) {
        return real.remedy(op, dtype);
    }

    @Override
    public void write(Object array, int from, Storage storage, long to, int count) {
        // No memory to write to.
    }

    @Override
    public void read(Storage storage, long from, Object array, int to, int count) {
        switch (array) {
            case float[] a -> Arrays.fill(a, to, to + count, 0);
            case double[] a -> Arrays.fill(a, to, to + count, 0);
            case int[] a -> Arrays.fill(a, to, to + count, 0);
            case long[] a -> Arrays.fill(a, to, to + count, 0);
            case short[] a -> Arrays.fill(a, to, to + count, (short) 0);
            case byte[] a -> Arrays.fill(a, to, to + count, (byte) 0);
            default -> throw new IllegalArgumentException(array.getClass().getName());
        }
    }

    @Override
    public void synchronize() {
        // Nothing is pending.
    }

    @Override
    public MemoryStats memory() {
        return stats;
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }

    @Override
    public Map<String, Double> measure() {
        return Map.of();
    }

    /** Memory that is counted and not there. */
    private static final class Absent extends Storage {

        private final long bytes;

        Absent(Device device, DType dtype, long size, long bytes) {
            super(device, dtype, size);
            this.bytes = bytes;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        protected void free() {
            // There is nothing to give back.
        }
    }
}
