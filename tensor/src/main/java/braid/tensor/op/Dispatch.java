package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.Tape;

import java.util.List;

/**
 * The one place where operations, kernels and the tape meet: check, shape, allocate, execute,
 * record.
 */
final class Dispatch {

    private Dispatch() {}

    static Tensor[] run(Op op, Tensor[] inputs) {
        Device device = device(op, inputs);
        Shape shape = op.outputShape(inputs);
        Tensor[] outputs;
        if (op instanceof View view) {
            outputs = new Tensor[] {inputs[0].viewAs(view.layout(inputs[0].layout()))};
        } else {
            supported(op, inputs, device);
            outputs =
                    withExtras(Tensor.allocate(shape, op.outputDType(inputs), device), op, inputs);
            device.backend().execute(op, inputs, outputs, false);
        }
        if (op.differentiable()) {
            Tape.record(op, inputs, outputs);
        }
        return outputs;
    }

    static void runInto(Op op, Tensor out, boolean accumulate, Tensor[] inputs) {
        Device device = device(op, inputs);
        Shape shape = op.outputShape(inputs);
        if (!shape.equals(out.shape()) || out.dtype() != op.outputDType(inputs)) {
            throw new TensorException(
                    op.name()
                            + ": result "
                            + shape
                            + " "
                            + op.outputDType(inputs)
                            + " does not fit the target "
                            + out.shape()
                            + " "
                            + out.dtype(),
                    "give a target of the result's shape and type");
        }
        check(op, "the target", out, device);
        supported(op, inputs, device);
        out.storage().bumpVersion();
        device.backend().execute(op, inputs, withExtras(out, op, inputs), accumulate);
    }

    private static Tensor[] withExtras(Tensor out, Op op, Tensor[] inputs) {
        List<Op.Extra> extras = op.extras(inputs);
        Tensor[] outputs = new Tensor[1 + extras.size()];
        outputs[0] = out;
        for (int i = 1; i < outputs.length; i++) {
            Op.Extra e = extras.get(i - 1);
            outputs[i] = Tensor.allocate(e.shape(), e.dtype(), out.device());
        }
        return outputs;
    }

    private static void supported(Op op, Tensor[] inputs, Device device) {
        DType dtype = op.computedIn(inputs);
        if (!device.backend().supports(op, dtype)) {
            throw new TensorException(
                    op.name() + ": no kernel for " + dtype + " on " + device,
                    device.backend().remedy(op, dtype));
        }
    }

    private static Device device(Op op, Tensor[] inputs) {
        if (inputs.length == 0) {
            throw new TensorException(op.name() + ": no operands", "give at least one tensor");
        }
        Device device = inputs[0].device();
        for (int i = 0; i < inputs.length; i++) {
            check(op, "operand " + i, inputs[i], device);
        }
        return device;
    }

    /** Refuses a tensor without memory, or on another device than operand 0. */
    private static void check(Op op, String which, Tensor t, Device device) {
        if (t.storage().isReleased()) {
            throw new TensorException(
                    op.name() + ": " + which + " " + t.shape() + " was given back",
                    "its scope is closed; lift it out with scope.keep(tensor) before closing");
        }
        if (t.device() != device) {
            throw new TensorException(
                    op.name()
                            + ": operands are on different devices: operand 0 on "
                            + device
                            + ", "
                            + which
                            + " on "
                            + t.device(),
                    "move one of them with to(device)");
        }
    }
}
