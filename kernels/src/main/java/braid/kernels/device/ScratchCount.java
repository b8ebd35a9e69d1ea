package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.backend.MatmulPrecision;
import braid.tensor.op.Op;

import java.util.List;

/** Scratch memory of an operation, counted by running it on a driver that has no memory. */
final class ScratchCount {

    private final DeviceBackend idle;

    ScratchCount(Driver driver, Schedule schedule) {
        idle = new DeviceBackend(new IdleDriver(driver), schedule);
    }

    /** Bytes that the operation takes at most at once, besides operands and results. */
    long bytes(Op op, Tensor[] inputs, MatmulPrecision precision) {
        idle.matmulPrecision(precision);
        try (Scope scope = Scope.open()) {
            Tensor[] in = new Tensor[inputs.length];
            for (int i = 0; i < in.length; i++) {
                Tensor t = inputs[i];
                Shape all = Shape.of(Math.toIntExact(t.storage().size()));
                in[i] = allocate(all, t.dtype()).viewAs(t.layout());
            }
            List<Op.Extra> extras = op.extras(in);
            Tensor[] out = new Tensor[1 + extras.size()];
            out[0] = allocate(op.outputShape(in), op.outputDType(in));
            for (int i = 1; i < out.length; i++) {
                out[i] = allocate(extras.get(i - 1).shape(), extras.get(i - 1).dtype());
            }
            idle.memory().resetPeak();
            long before = idle.memory().peak();
            idle.execute(op, in, out, false);
            return idle.memory().peak() - before;
        }
    }

    private Tensor allocate(Shape shape, DType dtype) {
        return Tensor.allocate(shape, dtype, idle.device());
    }
}
