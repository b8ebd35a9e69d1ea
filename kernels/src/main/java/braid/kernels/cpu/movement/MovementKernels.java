package braid.kernels.cpu.movement;

import braid.tensor.Tensor;
import braid.tensor.op.Concat;
import braid.tensor.op.Contiguous;
import braid.tensor.op.Embedding;
import braid.tensor.op.Gather;
import braid.tensor.op.Movement;
import braid.tensor.op.ScatterAdd;
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
            case Concat c -> ConcatKernel.run(c.axis(), in, out);
            case Gather g -> GatherKernel.forward(g.axis(), in[0], in[1], out);
            case Gather.Backward g ->
                    GatherKernel.backward(g.axis(), in[0], in[1], out, accumulate);
            case ScatterAdd s -> {
                ContiguousKernel.run(in[0], out);
                GatherKernel.backward(s.axis(), in[1], in[2], out, true);
            }
            case Embedding e -> EmbeddingKernel.forward(in[0], in[1], out);
            case Embedding.Backward e ->
                    EmbeddingKernel.backward(in[0], in[1], out, accumulate, vector);
            case Slice.Backward b ->
                    ScatterViewKernel.run(b.slice().layout(out.layout()), in[0], out, accumulate);
            case Unfold.Backward b ->
                    ScatterViewKernel.run(b.unfold().layout(out.layout()), in[0], out, accumulate);
        }
    }
}
