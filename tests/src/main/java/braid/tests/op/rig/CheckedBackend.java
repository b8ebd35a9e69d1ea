package braid.tests.op.rig;

import braid.tensor.DType;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.backend.Backend;
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
final class CheckedBackend extends WrappedBackend {

    /** Elements before and behind each storage; odd, so that nothing is aligned. */
    private static final int GUARD = 19;

    /** What was executed, in order. */
    final Set<Op> executed = new LinkedHashSet<>();

    CheckedBackend(Backend inner) {
        super(inner, GUARD);
    }

    @Override
    public Storage allocate(DType dtype, long size) {
        Storage storage = super.allocate(dtype, size);
        Tensor memory = memory(storage);
        int n = (int) memory.numel();
        Object poison = Host.make(dtype, n);
        for (int i = 0; i < n; i++) {
            Host.set(poison, dtype, i, dtype.isFloating() ? Double.NaN : Double.POSITIVE_INFINITY);
        }
        inner.write(poison, 0, memory.storage(), 0, n);
        return storage;
    }

    @Override
    public void execute(Op op, Tensor[] in, Tensor[] out, boolean accumulate) {
        executed.add(op);
        Map<Storage, Object> before = new IdentityHashMap<>();
        for (Tensor[] all : new Tensor[][] {in, out}) {
            for (Tensor t : all) {
                before.computeIfAbsent(t.storage(), s -> Host.memory(memory(s)));
            }
        }
        inner.execute(op, inside(in), inside(out), accumulate);
        inner.synchronize();
        Map<Storage, Object> after = new IdentityHashMap<>();
        before.keySet().forEach(s -> after.put(s, Host.memory(memory(s))));
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
}
