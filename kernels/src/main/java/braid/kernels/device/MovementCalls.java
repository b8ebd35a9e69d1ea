package braid.kernels.device;

import braid.tensor.Tensor;
import braid.tensor.op.Contiguous;
import braid.tensor.op.Movement;

/** Launches of the operations that copy elements to other places. */
final class MovementCalls {

    private static final Program COPY = Program.of("copy.k");

    private MovementCalls() {}

    static void run(
            Movement op,
            Tensor[] in,
            Tensor out,
            boolean accumulate,
            Operands operands,
            DeviceBackend backend) {
        if (op instanceof Contiguous) {
            copy(in[0], out, backend);
            keepRange(in[0], out);
            return;
        }
        throw new IllegalStateException(op.name() + " has no kernel");
    }

    /** Where a tensor fills its storage, what is known of the copied indices holds for it too. */
    private static void keepRange(Tensor from, Tensor to) {
        DeviceStorage storage = DeviceStorage.of(to);
        if (to.numel() == storage.size()) {
            storage.range(DeviceStorage.of(from).range());
        }
    }

    /** Copies elements between two layouts of one shape and type. */
    static void copy(Tensor from, Tensor to, DeviceBackend backend) {
        long n = to.numel();
        if (n == 0) {
            return;
        }
        Program program = Types.stored(COPY, to.dtype());
        boolean dense = from.isContiguous() && to.isContiguous();
        Call call = new Call(program, dense ? "dense" : "forward").tensor(from).tensor(to);
        call.number(n);
        if (!dense) {
            ElementwiseCalls.strides(call, "contiguous", new Tensor[] {from}, to);
        }
        backend.driver().launch(call.items(n, ElementwiseCalls.GROUP));
    }
}
