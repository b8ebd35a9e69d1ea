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

    /** Rows of a block, fewer on a device with thousands of threads to occupy. */
    private static final int BLOCK = 64;

    private static final int SHORT_BLOCK = 16;

    /** The most blocks: beyond it they get longer instead. */
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
        int n = in[0].dim(-1);
        if (n == 0) {
            return;
        }
        Tensor[] rows = new Tensor[in.length];
        for (int i = 0; i < in.length; i++) {
            rows[i] = operands.rowMajor(in[i]);
        }
        int count = (int) (in[0].numel() / n);
        int least = backend.driver().multiprocessors() > 0 ? SHORT_BLOCK : BLOCK;
        int block = Math.max(least, Math.ceilDiv(count, MOST_BLOCKS));
        int blocks = Math.max(1, Math.ceilDiv(count, block));
        Tensor[] sums = new Tensor[out.length - 1];
        for (int i = 0; i < sums.length; i++) {
            Shape shape = Shape.of(blocks, n);
            sums[i] = blocks == 1 ? out[1 + i] : operands.scratch(shape, out[1].dtype(), out[1]);
        }
        Tensor dx = operands.target(out[0]);
        boolean fused = backend.schedule() == Schedule.CPU && count > 0;
        dx(rows, dx, fused ? sums : new Tensor[0], block, backend);
        operands.store(dx, out[0]);
        if (!fused) {
            gains(rows, sums, count, block, blocks, backend);
        }
        for (int i = 0; blocks > 1 && i < sums.length; i++) {
            SumCalls.run(Folded.along(sums[i], 0), sums[i], out[1 + i], false, operands, backend);
        }
    }

    /**
     * @param sums for a schedule that makes the sums of the blocks too: dw, and db
     */
    private static void dx(
            Tensor[] in, Tensor dx, Tensor[] sums, int block, DeviceBackend backend) {
        boolean centred = in.length == 5;
        RowCall rows = new RowCall("norm", in[0], backend).with("CENTRED", centred ? 1 : 0);
        Call call = rows.call("backward").tensor(in[0]).tensor(in[1]);
        if (centred) {
            call.tensor(in[2]);
        }
        if (sums.length == 2) {
            call.tensor(sums[1]);
        }
        call.tensor(in[in.length - 2]).tensor(in[in.length - 1]).tensor(dx);
        if (sums.length > 0) {
            call.tensor(sums[0]);
        }
        rows.launch(call.number(in[0].dim(-1)), block);
    }

    /** The sums of the blocks: dw, and db. */
    private static void gains(
            Tensor[] in, Tensor[] sums, int rows, int block, int blocks, DeviceBackend backend) {
        boolean centred = in.length == 5;
        int n = in[0].dim(-1);
        Program program = Types.of(GAINS, in[0].dtype()).with("CENTRED", centred ? 1 : 0);
        Call call = new Call(program, "gains").tensor(in[0]);
        if (centred) {
            call.tensor(in[2]).tensor(sums[1]);
        }
        call.tensor(in[in.length - 2]).tensor(in[in.length - 1]).tensor(sums[0]);
        long elements = (long) blocks * n;
        call.number(elements).number(rows).number(n).number(block);
        backend.driver().launch(call.items(elements, GROUP));
    }
}
