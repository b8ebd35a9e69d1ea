package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.DeviceException;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.backend.Backend;
import braid.tensor.backend.MatmulPrecision;
import braid.tensor.backend.MemoryStats;
import braid.tensor.op.Bf16Linear;
import braid.tensor.op.Cast;
import braid.tensor.op.CustomOp;
import braid.tensor.op.Elementwise;
import braid.tensor.op.Embedding;
import braid.tensor.op.Gather;
import braid.tensor.op.Linalg;
import braid.tensor.op.Movement;
import braid.tensor.op.Neural;
import braid.tensor.op.Op;
import braid.tensor.op.Q8Linear;
import braid.tensor.op.Reduction;
import braid.tensor.op.ScatterAdd;
import braid.tensor.op.SquaredNorm;
import braid.tensor.op.Unfold;
import braid.tensor.op.Update;
import braid.tensor.op.View;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs operations on a device with memory of its own: which kernels an operation is, with which
 * arguments and which grid. What a platform has to offer for it is a {@link Driver}. Work is
 * queued; only {@link #read} and {@link #synchronize} wait for it. One thread at a time.
 */
public final class DeviceBackend implements Backend {

    /** System property: most bytes of the device to take. */
    public static final String BUDGET = "braid.memory.budget";

    private final Driver driver;
    private final Schedule schedule;
    private final Device device;
    private final MemoryStats stats = new MemoryStats();
    private final DevicePool pool;
    private final LostStorages lost;
    private @Nullable ScratchCount scratch;
    private MatmulPrecision matmulPrecision = MatmulPrecision.HIGHEST;

    /** A backend over a driver, with the schedule for its type. */
    public DeviceBackend(Driver driver) {
        this(driver, Schedule.of(driver));
    }

    /** A backend over a driver that runs operations by a schedule. */
    public DeviceBackend(Driver driver, Schedule schedule) {
        this(driver, schedule, driver.name());
    }

    private DeviceBackend(Driver driver, Schedule schedule, String name) {
        this.driver = driver;
        this.schedule = schedule;
        device = new Device(name, this);
        pool = new DevicePool(driver, stats);
        pool.budget(budget());
        lost = new LostStorages(driver.name(), pool, stats);
    }

    private long budget() {
        String told = System.getProperty(BUDGET);
        try {
            long bytes = told == null ? Long.MAX_VALUE : Long.parseLong(told);
            if (bytes > 0) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            throw noBudget(told, e);
        }
        throw noBudget(told, null);
    }

    private DeviceException noBudget(String told, @Nullable Exception cause) {
        return new DeviceException(
                driver.name() + ": -D" + BUDGET + "=" + told,
                "give a number of bytes, or leave it out to take what the device gives",
                cause);
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Storage allocate(DType dtype, long size) {
        lost.collect();
        long bytes = size * dtype.bytes();
        DevicePool.Block block = pool.take(bytes);
        if (block == null) {
            lost.collectGarbage();
            block = pool.take(bytes);
        }
        if (block == null) {
            throw pool.outOfMemory(bytes);
        }
        return new DeviceStorage(device, dtype, size, pool, block, lost);
    }

    @Override
    public long footprint(DType dtype, long size) {
        return DevicePool.rounded(size * dtype.bytes());
    }

    @Override
    public synchronized void execute(Op op, Tensor[] in, Tensor[] out, boolean accumulate) {
        for (Tensor t : out) {
            DeviceStorage.of(t).writtenBy(op.name());
        }
        try (Operands operands = new Operands(this)) {
            run(op, in, out, accumulate, operands);
        } catch (DeviceException e) {
            throw e.during(op.name());
        } finally {
            // Calls know segments alone: what they name must not be found to be garbage before.
            Reference.reachabilityFence(in);
            Reference.reachabilityFence(out);
        }
    }

    private void run(Op op, Tensor[] in, Tensor[] out, boolean accumulate, Operands operands) {
        switch (op) {
            case Elementwise e -> ElementwiseCalls.run(e, in, out[0], this);
            case Movement m -> MovementCalls.run(m, in, out[0], accumulate, operands, this);
            case CustomOp c -> c.forward(in, out);
            case Reduction r -> ReductionCalls.run(r, in, out[0], accumulate, operands, this);
            case Linalg l -> LinalgCalls.run(l, in, out, accumulate, operands, this);
            case Neural n -> NeuralCalls.run(n, in, out, operands, this);
            case Update u -> UpdateCalls.run(u, in, operands, this);
            case View v -> throw missing(op);
        }
    }

    private static IllegalStateException missing(Op op) {
        return new IllegalStateException(op.name() + " has no kernel");
    }

    @Override
    public boolean supports(Op op, DType dtype) {
        if (dtype == DType.F64 && !driver.hasDoubles()) {
            return false;
        }
        return switch (op) {
            case View v -> true;
            case CustomOp c -> true;
            case Cast c -> c.to() != DType.F64 || driver.hasDoubles();
            case Elementwise e -> true;
            // They add in memory, and sums in 16 bits would round at every step.
            case ScatterAdd m -> dtype != DType.BF16 && dtype != DType.F16;
            case Gather.Backward m -> dtype != DType.BF16 && dtype != DType.F16;
            case Embedding.Backward m -> dtype != DType.BF16 && dtype != DType.F16;
            case Unfold.Backward m -> dtype != DType.BF16 && dtype != DType.F16;
            case Movement m -> true;
            // Its result is F64.
            case SquaredNorm n -> Types.isReal(dtype) && driver.hasDoubles();
            case Reduction r -> Types.isReal(dtype);
            case Bf16Linear l -> false;
            case Q8Linear l -> false;
            case Linalg l -> Types.isReal(dtype);
            case Neural n -> Types.isReal(dtype);
            case Update u -> Types.isReal(dtype);
        };
    }

    @Override
    public String remedy(Op op, DType dtype) {
        boolean doubles = dtype == DType.F64 || op instanceof SquaredNorm || op instanceof Cast;
        return doubles && !driver.hasDoubles()
                ? "it needs double precision, which this device lacks ("
                        + driver.properties().get("double_precision")
                        + "); use another device"
                : Backend.super.remedy(op, dtype);
    }

    @Override
    public synchronized long workspace(Op op, Tensor[] inputs) {
        if (scratch == null) {
            scratch = new ScratchCount(driver, schedule);
        }
        return scratch.bytes(op, inputs, matmulPrecision);
    }

    @Override
    public synchronized MatmulPrecision matmulPrecision() {
        return matmulPrecision;
    }

    @Override
    public synchronized void matmulPrecision(MatmulPrecision precision) {
        if (precision != MatmulPrecision.HIGHEST && !driver.hasTensorCores()) {
            Backend.super.matmulPrecision(precision);
        }
        matmulPrecision = precision;
    }

    @Override
    public synchronized void write(Object array, int from, Storage storage, long to, int count) {
        DeviceStorage s = (DeviceStorage) storage;
        int size = s.dtype().bytes();
        MemorySegment bytes = bytes(array).asSlice((long) from * size, (long) count * size);
        note(s, bytes, to, count);
        driver.write(bytes, s.segment(), s.at() + to * size);
    }

    /** Remembers the range of integers, so that indices can be checked without reading them. */
    private static void note(DeviceStorage s, MemorySegment bytes, long to, int count) {
        IndexRange written =
                switch (s.dtype()) {
                    case I32 -> IndexRange.ofInts(bytes);
                    case I64 -> IndexRange.ofLongs(bytes);
                    default -> null;
                };
        boolean whole = to == 0 && count == s.size();
        IndexRange before = s.range();
        if (written != null) {
            s.range(whole ? written : before == null ? null : before.and(written));
        }
    }

    @Override
    public synchronized void read(Storage storage, long from, Object array, int to, int count) {
        DeviceStorage s = (DeviceStorage) storage;
        int size = s.dtype().bytes();
        driver.read(
                s.segment(),
                s.at() + from * size,
                bytes(array).asSlice((long) to * size, (long) count * size));
    }

    private static MemorySegment bytes(Object array) {
        return switch (array) {
            case float[] a -> MemorySegment.ofArray(a);
            case double[] a -> MemorySegment.ofArray(a);
            case short[] a -> MemorySegment.ofArray(a);
            case int[] a -> MemorySegment.ofArray(a);
            case long[] a -> MemorySegment.ofArray(a);
            case byte[] a -> MemorySegment.ofArray(a);
            default -> throw new IllegalArgumentException(array.getClass().getName());
        };
    }

    @Override
    public synchronized void synchronize() {
        driver.finish();
    }

    @Override
    public MemoryStats memory() {
        return stats;
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> p = new LinkedHashMap<>(driver.properties());
        p.put("schedule", schedule == Schedule.CPU ? "processor" : "groups");
        return p;
    }

    /** How many kernels were queued so far. */
    public long launches() {
        return driver.launches();
    }

    @Override
    public Map<String, Double> measure() {
        return DeviceSpeed.measure(this);
    }

    /**
     * The same device with the schedule for GPUs, as a device of its own, {@code opencl:0-gpu}: it
     * lets their kernels be tested on a processor. Both use one queue, so one thread at a time may
     * use either.
     */
    public DeviceBackend asGpu() {
        return new DeviceBackend(driver, Schedule.GPU, device + "-gpu");
    }

    /**
     * The same device as a device of its own, {@code cuda:0-timed}, that waits for every kernel and
     * keeps its time. Both use one queue, so one thread at a time may use either.
     */
    public DeviceBackend timed() {
        DeviceBackend timed =
                new DeviceBackend(new KernelTimes(driver), schedule, device + "-timed");
        timed.matmulPrecision(matmulPrecision);
        return timed;
    }

    /** The times of kernels, of a device made by {@link #timed}; null otherwise. */
    public @Nullable KernelTimes times() {
        return driver instanceof KernelTimes times ? times : null;
    }

    Driver driver() {
        return driver;
    }

    /** What was built so far. */
    public Driver.Builds builds() {
        return driver.builds();
    }

    /** How work is spread over work items. */
    public Schedule schedule() {
        return schedule;
    }

    /** Copies elements between two layouts of one shape and type. */
    void copy(Tensor from, Tensor to) {
        MovementCalls.copy(from, to, this);
    }

    /** The integers of a tensor of any layout; waits for the device. */
    long[] indices(Tensor t) {
        try (Operands operands = new Operands(this)) {
            Tensor dense = operands.rowMajor(t);
            DeviceStorage s = DeviceStorage.of(dense);
            long[] all = new long[(int) t.numel()];
            int size = t.dtype().bytes();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment host = arena.allocate((long) all.length * size, Long.BYTES);
                driver.read(s.segment(), s.at() + dense.layout().offset() * size, host);
                for (int i = 0; i < all.length; i++) {
                    all[i] =
                            t.dtype() == DType.I32
                                    ? host.getAtIndex(ValueLayout.JAVA_INT, i)
                                    : host.getAtIndex(ValueLayout.JAVA_LONG, i);
                }
            }
            return all;
        }
    }
}
