package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Tensor;
import braid.tensor.op.CrossEntropy;

/** Launches of {@link CrossEntropy}. */
final class CrossEntropyCalls {

    private static final Program TOTAL = Program.of("block.k", "cross-entropy.k");

    private CrossEntropyCalls() {}

    /**
     * @param in logits, targets
     * @param out loss, log-sums, number of counted rows
     */
    static void forward(
            CrossEntropy op, Tensor[] in, Tensor[] out, Operands operands, DeviceBackend backend) {
        Tensor logits = operands.rowMajor(in[0]);
        DType type = logits.dtype();
        int v = logits.dim(1);
        operands.checkTargets("crossEntropy", in[1], v, op.ignoreIndex());
        Tensor targets = operands.rowMajor(in[1]);
        Tensor losses =
                op.mean()
                        ? operands.scratch(targets.shape(), type, logits)
                        : operands.target(out[0]);
        RowCall rows = new RowCall("cross-entropy", logits, backend).with("I", targets.dtype());
        Call call = rows.call("forward").tensor(logits).tensor(targets).tensor(losses);
        call.tensor(out[1]).number(v).number((long) op.ignoreIndex());
        rows.launch(call.real(type, op.smoothing()));
        Program program = Types.of(TOTAL, type).with("I", targets.dtype());
        Call total = new Call(program, "total").tensor(targets).tensor(out[2]).tensor(losses);
        total.tensor(op.mean() ? out[0] : losses).number(targets.dim(0));
        total.number((long) op.ignoreIndex()).number(op.mean() ? 1 : 0);
        backend.driver().launch(total.groups(1, ReductionCalls.GROUP));
        if (!op.mean()) {
            operands.store(losses, out[0]);
        }
    }

    /**
     * @param in logits, targets, log-sums, number of counted rows, dy
     */
    static void backward(
            CrossEntropy op, Tensor[] in, Tensor out, Operands operands, DeviceBackend backend) {
        if (out.numel() == 0) {
            return;
        }
        Tensor logits = operands.rowMajor(in[0]);
        int v = logits.dim(1);
        operands.checkTargets("crossEntropy", in[1], v, op.ignoreIndex());
        RowCall rows = new RowCall("cross-entropy", logits, backend).with("I", in[1].dtype());
        Call call = rows.call("backward").tensor(logits);
        for (int i = 1; i < in.length; i++) {
            call.tensor(operands.rowMajor(in[i]));
        }
        Tensor dx = operands.target(out);
        call.tensor(dx).number(v).number((long) op.ignoreIndex());
        rows.launch(call.real(logits.dtype(), op.smoothing()).number(op.mean() ? 1 : 0));
        operands.store(dx, out);
    }
}
