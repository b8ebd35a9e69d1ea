package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Layout;
import braid.tensor.Tensor;
import braid.tensor.op.AdamWStep;
import braid.tensor.op.IndexCopy;
import braid.tensor.op.Update;

/** Launches of the operations that change operands in place. */
final class UpdateCalls {

    private static final int GROUP = ElementwiseCalls.GROUP;

    private static final Program ADAMW = Program.of("adamw.k");
    private static final Program INDEX_COPY = Program.of("index-copy.k");

    private UpdateCalls() {}

    static void run(Update op, Tensor[] in, Operands operands, DeviceBackend backend) {
        switch (op) {
            case AdamWStep a -> adamW(a, in, backend);
            case IndexCopy c -> indexCopy(in[0], in[1], in[2], operands, backend);
        }
    }

    private static void adamW(AdamWStep op, Tensor[] in, DeviceBackend backend) {
        long n = in[0].numel();
        if (n == 0) {
            return;
        }
        DType type = in[0].dtype();
        double c1 = 1 - Math.pow(op.beta1(), op.step());
        double root2 = Math.sqrt(1 - Math.pow(op.beta2(), op.step()));
        Call call = new Call(Types.of(ADAMW, type), "update");
        for (Tensor t : in) {
            call.tensor(t);
        }
        call.number(n).real(type, op.beta1()).real(type, (1 - op.beta1()) * op.gradScale());
        call.real(type, op.beta2());
        call.real(type, (1 - op.beta2()) * op.gradScale() * op.gradScale());
        call.real(type, op.learningRate() * root2 / c1).real(type, op.epsilon() * root2);
        call.real(type, 1 - op.learningRate() * op.weightDecay());
        backend.driver().launch(call.items(n, GROUP));
    }

    private static void indexCopy(
            Tensor target, Tensor index, Tensor source, Operands operands, DeviceBackend backend) {
        operands.checkIndices("indexCopy", index, target.dim(0));
        long n = source.numel();
        if (n == 0) {
            return;
        }
        Tensor rows = operands.rowMajor(index);
        MovementCalls.Links links = MovementCalls.Links.of(rows, operands, backend);
        Program program = Types.stored(INDEX_COPY, target.dtype()).with("I", index.dtype());
        Call call = new Call(program, "forward").tensor(source).tensor(rows);
        call.tensor(links.after()).tensor(target).number(n);
        call.number((int) source.shape().tail(1).numel()).number((int) index.numel());
        call.number(target.layout().stride(0));
        long[] strides = target.layout().strides().clone();
        strides[0] = 0;
        Layout row = new Layout(source.shape(), strides, 0);
        MovementCalls.strides(call, "indexCopy", source.shape(), source.layout(), row);
        backend.driver().launch(call.items(n, GROUP));
    }
}
