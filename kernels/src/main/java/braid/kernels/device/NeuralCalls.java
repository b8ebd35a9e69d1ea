package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Attention;
import braid.tensor.op.CrossEntropy;
import braid.tensor.op.LayerNorm;
import braid.tensor.op.LogSoftmax;
import braid.tensor.op.NearestCode;
import braid.tensor.op.Neural;
import braid.tensor.op.RmsNorm;
import braid.tensor.op.Rope;
import braid.tensor.op.SelfAttention;
import braid.tensor.op.Softmax;

/** Launches of the operations of neural networks; most fold rows, all axes but the last. */
final class NeuralCalls {

    private static final int GROUP = ElementwiseCalls.GROUP;

    private static final Program NEAREST = Program.of("nearest-code.k");
    private static final Program NEAREST_VECTORS =
            Program.of("vector.cpu.cl", "rows.cpu.cl", "nearest-code.cpu.cl");
    private static final Program ROPE = Program.of("rope.k");

    /**
     * Rows of a group or an item; ROWS in {@code nearest-code.k} and its schedule for processors.
     */
    private static final int NEAREST_ROWS = 4;

    private NeuralCalls() {}

    static void run(
            Neural op, Tensor[] in, Tensor[] out, Operands operands, DeviceBackend backend) {
        switch (op) {
            case Softmax o -> rows("softmax", "forward", in, out[0], operands, backend);
            case Softmax.Backward o -> rows("softmax", "backward", in, out[0], operands, backend);
            case LogSoftmax o -> rows("log-softmax", "forward", in, out[0], operands, backend);
            case LogSoftmax.Backward o ->
                    rows("log-softmax", "backward", in, out[0], operands, backend);
            case LayerNorm o -> NormCalls.forward(in, out, o.epsilon(), operands, backend);
            case LayerNorm.Backward o -> NormCalls.backward(in, out, operands, backend);
            case RmsNorm o -> NormCalls.forward(in, out, o.epsilon(), operands, backend);
            case RmsNorm.Backward o -> NormCalls.backward(in, out, operands, backend);
            case CrossEntropy o -> CrossEntropyCalls.forward(o, in, out, operands, backend);
            case CrossEntropy.Backward o ->
                    CrossEntropyCalls.backward(o.forward(), in, out[0], operands, backend);
            case Attention o -> AttentionCalls.forward(o, in, out, operands, backend);
            case Attention.Backward o ->
                    AttentionCalls.backward(o.forward(), in, out, operands, backend);
            case SelfAttention o -> AttentionCalls.forward(o, in, out, operands, backend);
            case SelfAttention.Backward o ->
                    AttentionCalls.backward(o.forward(), in, out[0], operands, backend);
            case NearestCode o -> nearestCode(in[0], in[1], out[0], operands, backend);
            case Rope o -> rope(o, in, out[0], operands, backend);
        }
    }

    /** An operation on rows whose operands and result have one shape. */
    private static void rows(
            String name,
            String kernel,
            Tensor[] in,
            Tensor out,
            Operands operands,
            DeviceBackend backend) {
        if (out.numel() == 0) {
            return;
        }
        RowCall rows = new RowCall(name, out, backend);
        Call call = rows.call(kernel);
        for (Tensor t : in) {
            call.tensor(operands.rowMajor(t));
        }
        Tensor y = operands.target(out);
        call.tensor(y).number(out.dim(-1));
        rows.launch(call);
        operands.store(y, out);
    }

    private static void nearestCode(
            Tensor x, Tensor codebook, Tensor out, Operands operands, DeviceBackend backend) {
        int m = x.dim(0);
        if (m == 0) {
            return;
        }
        Tensor turned = codebook.viewAs(codebook.layout().permute(1, 0));
        Tensor y = operands.target(out);
        boolean groups = backend.schedule() == Schedule.GPU;
        Program program = Types.of(groups ? NEAREST : NEAREST_VECTORS, x.dtype());
        Call call = new Call(program, "forward").tensor(operands.rowMajor(x));
        call.tensor(operands.rowMajor(turned)).tensor(y);
        call.number(m).number(codebook.dim(0)).number(x.dim(1));
        backend.driver().launch(call.groups(Math.ceilDiv(m, NEAREST_ROWS), groups ? GROUP : 1));
        operands.store(y, out);
        MovementCalls.know(out, IndexRange.below(codebook.dim(0)));
    }

    /** The angles of all positions first: the heads share them. */
    private static void rope(
            Rope op, Tensor[] in, Tensor out, Operands operands, DeviceBackend backend) {
        long n = out.numel();
        if (n == 0) {
            return;
        }
        DType type = out.dtype();
        int half = op.headSize() / 2;
        int tokens = (int) in[1].numel();
        Tensor cosines = operands.scratch(Shape.of(tokens, half), type, out);
        Tensor sines = operands.scratch(cosines);
        Program program = Types.of(ROPE, type).with("I", in[1].dtype()).with("F", in[2].dtype());
        Call table = new Call(program, "table").tensor(operands.rowMajor(in[1]));
        table.tensor(operands.rowMajor(in[2])).tensor(cosines).tensor(sines);
        table.number(cosines.numel()).number(half).number(op.inverse() ? 1 : 0);
        backend.driver().launch(table.items(cosines.numel(), GROUP));
        Tensor y = operands.target(out);
        Call call = new Call(program, "forward").tensor(operands.rowMajor(in[0]));
        call.tensor(cosines).tensor(sines).tensor(y).number(n).number(out.dim(2));
        call.number(half).number(op.rotated() * op.headSize()).number(tokens);
        backend.driver().launch(call.items(n, GROUP));
        operands.store(y, out);
    }
}
