package braid.tests.op.rig;

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
import braid.tensor.op.Update;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Another backend behind a fence: every storage lies between sentinels in a larger one, at an
 * offset that no vector is aligned to; what is allocated holds NaN; and after every operation,
 * backward ones too, all memory but the output is bit for bit what it was. An output that is not
 * written completely is seen as NaN by whoever reads it.
 */
final class CheckedBackend implements Backend {

    /** Elements before and behind each storage; odd, so that nothing is aligned. */
    private static final int GUARD = 19;

    private final Backend inner;
    private final Device device;
    private final MemoryStats stats = new MemoryStats();

    /** What was executed, in order. */
    final Set<Op> executed = new LinkedHashSet<>();

    CheckedBackend(Backend inner) {
        this.inner = inner;
        device = new Device(inner.device().toString(), this);
    }

    /** The inner backend's memory, fenced. */
    private static final class Fenced extends Storage {

        private final Tensor memory;

        Fenced(Device device, DType dtype, long size, Tensor memory) {
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

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Storage allocate(DType dtype, long size) {
        Shape shape = Shape.of((int) size + 2 * GUARD);
        Tensor memory = Tensor.allocate(shape, dtype, inner.device());
        memory.storage().promote(MemoryKind.WORKSPACE);
        int n = (int) shape.numel();
        Object poison = Host.make(dtype, n);
        for (int i = 0; i < n; i++) {
            Host.set(poison, dtype, i, dtype.isFloating() ? Double.NaN : Double.POSITIVE_INFINITY);
        }
        inner.write(poison, 0, memory.storage(), 0, n);
        return new Fenced(device, dtype, size, memory);
    }

    @Override
    public long footprint(DType dtype, long size) {
        return inner.footprint(dtype, size + 2 * GUARD);
    }

    @Override
    public void execute(Op op, Tensor[] in, Tensor[] out, boolean accumulate) {
        executed.add(op);
        Map<Storage, Object> before = new IdentityHashMap<>();
        for (Tensor[] all : new Tensor[][] {in, out}) {
            for (Tensor t : all) {
                before.computeIfAbsent(t.storage(), s -> memory((Fenced) s));
            }
        }
        inner.execute(op, inside(in), inside(out), accumulate);
        inner.synchronize();
        Map<Storage, Object> after = new IdentityHashMap<>();
        before.keySet().forEach(s -> after.put(s, memory((Fenced) s)));
        for (Tensor t : out) {
            forgive(t, before, after);
        }
        if (op instanceof Update) {
            for (Tensor t : in) {
                forgive(t, before, after);
            }
        }
        before.forEach((storage, old) -> {
            if (!Objects.deepEquals(old, after.get(storage))) {
                throw new AssertionError(
                        op + " changed memory beside its output, or an operand: " + where(in, out));
            }
        });
    }

    private static String where(Tensor[] in, Tensor[] out) {
        return "operands "
                + Arrays.stream(in).map(Tensor::layout).toList()
                + ", outputs "
                + Arrays.stream(out).map(Tensor::layout).toList();
    }

    private Object memory(Fenced s) {
        return Host.memory(s.memory);
    }

    /** What an operation may change is no difference. */
    private static void forgive(Tensor t, Map<Storage, Object> before, Map<Storage, Object> after) {
        Object old = before.get(t.storage());
        Object now = after.get(t.storage());
        if (t.isContiguous() && t.numel() > 0) {
            int first = (int) t.layout().offset() + GUARD;
            System.arraycopy(now, first, old, first, (int) t.numel());
            return;
        }
        for (int p : Host.positions(t.layout())) {
            System.arraycopy(now, p + GUARD, old, p + GUARD, 1);
        }
    }

    private static Tensor[] inside(Tensor[] all) {
        return Arrays.stream(all)
                .map(t -> {
                    Layout l = t.layout();
                    return ((Fenced) t.storage())
                            .memory.viewAs(new Layout(l.shape(), l.strides(), l.offset() + GUARD));
                })
                .toArray(Tensor[]::new);
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
        inner.write(array, from, ((Fenced) storage).memory.storage(), to + GUARD, count);
    }

    @Override
    public void read(Storage storage, long from, Object array, int to, int count) {
        inner.read(((Fenced) storage).memory.storage(), from + GUARD, array, to, count);
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
