package braid.kernels.device;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * Launches of layer normalisation and root-mean-square normalisation, which is the same with a mean
 * of 0 and no bias. The gradients of gain and bias are sums over blocks of rows, then over the
 * blocks.
 */
final class NormCalls {

    private static final int GROUP = ElementwiseCalls.GROUP;

    private static final Program GAINS = Program.of("block.k", "norm.k");

    /** Rows of a block, and the most blocks: beyond it they get longer instead. */
    private static final int BLOCK = 64;

    private static final int MOST_BLOCKS = 256;

    private NormCalls() {}

    /**
     * @param in x, w, and b for layer normalisation
     * @param out y, then mean (layer normalisation only), then rstd
     */
    static void forward(
            Tensor[] in, Tensor[] out, double epsilon, Operands operands, DeviceBackend backend) {
        Tensor x = in[0];
        if (x.numel() == 0) {
            return;
        }
        boolean centred = in.length == 3;
        RowCall rows = new RowCall("norm", x, backend).with("CENTRED", centred ? 1 : 0);
        Call call = rows.call("forward").tensor(operands.rowMajor(x));
        call.tensor(operands.rowMajor(in[1]));
        if (centred) {
            call.tensor(operands.rowMajor(in[2])).tensor(out[1]);
        }
        Tensor y = operands.target(out[0]);
        call.tensor(y).tensor(out[out.length - 1]).number(x.dim(-1)).real(x.dtype(), epsilon);
        rows.launch(call);
        operands.store(y, out[0]);
    }

    /**
     * @param in x, w, mean (layer normalisation only), rstd, dy
     * @param out dx, dw, and db for layer normalisation
     */
    static void backward(Tensor[] in, Tensor[] out, Operands operands, DeviceBackend backend) {
        boolean centred = in.length == 5;
        Tensor x = operands.rowMajor(in[0]);
        Tensor[] statistics = new Tensor[in.length - 3];
        for (int i = 0; i < statistics.length; i++) {
            statistics[i] = operands.rowMajor(in[2 + i]);
        }
        Tensor dy = operands.rowMajor(in[in.length - 1]);
        RowCall rows = new RowCall("norm", x, backend).with("CENTRED", centred ? 1 : 0);
        Call call = rows.call("backward").tensor(x).tensor(operands.rowMajor(in[1]));
        for (Tensor t : statistics) {
            call.tensor(t);
        }
        Tensor dx = operands.target(out[0]);
        rows.launch(call.tensor(dy).tensor(dx).number(x.dim(-1)));
        operands.store(dx, out[0]);
        gains(x, statistics, dy, out, operands, backend);
    }

    private static void gains(
            Tensor x,
            Tensor[] statistics,
            Tensor dy,
            Tensor[] out,
            Operands operands,
            DeviceBackend backend) {
        int n = x.dim(-1);
        if (n == 0) {
            return;
        }
        boolean centred = statistics.length == 2;
        int rows = (int) (x.numel() / n);
        int block = Math.max(BLOCK, Math.ceilDiv(rows, MOST_BLOCKS));
        int blocks = Math.max(1, Math.ceilDiv(rows, block));
        Tensor[] sums = new Tensor[out.length - 1];
        for (int i = 0; i < sums.length; i++) {
            Shape shape = Shape.of(blocks, n);
            sums[i] = blocks == 1 ? out[1 + i] : operands.scratch(shape, x.dtype(), x);
        }
        Program program = Types.of(GAINS, x.dtype()).with("CENTRED", centred ? 1 : 0);
        Call call = new Call(program, "gains").tensor(x);
        if (centred) {
            call.tensor(statistics[0]).tensor(sums[1]);
        }
        call.tensor(statistics[statistics.length - 1]).tensor(dy).tensor(sums[0]);
        long elements = (long) blocks * n;
        call.number(elements).number(rows).number(n).number(block);
        backend.driver().launch(call.items(elements, GROUP));
        for (int i = 0; blocks > 1 && i < sums.length; i++) {
            ReductionCalls.sumRows(sums[i], out[1 + i], operands, backend);
        }
    }
}
