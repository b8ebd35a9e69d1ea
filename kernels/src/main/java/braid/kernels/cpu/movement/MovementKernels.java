package braid.kernels.cpu.movement;

import braid.tensor.Tensor;
import braid.tensor.op.Contiguous;
import braid.tensor.op.Movement;
import braid.tensor.op.Slice;
import braid.tensor.op.Unfold;

/** Which kernel computes which movement of data. */
public final class MovementKernels {

    private MovementKernels() {}

    /** Runs an operation; vectors matter little where memory is the cost. */
    public static void run(
            Movement op, Tensor[] in, Tensor out, boolean accumulate, boolean vector) {
        switch (op) {
            case Contiguous c -> ContiguousKernel.run(in[0], out);
            case Slice.Backward b ->
                    ScatterViewKernel.run(b.slice().layout(out.layout()), in[0], out, accumulate);
            case Unfold.Backward b ->
                    ScatterViewKernel.run(b.unfold().layout(out.layout()), in[0], out, accumulate);
        }
    }
}
