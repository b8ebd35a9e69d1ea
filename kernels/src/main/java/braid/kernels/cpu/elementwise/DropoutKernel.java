package braid.kernels.cpu.elementwise;

import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Workers;
import braid.tensor.Tensor;
import braid.tensor.op.Dropout;
import braid.tensor.random.Philox;

/** {@link braid.tensor.op.Dropout}: four elements a block of the generator. */
final class DropoutKernel {

    private static final int BLOCK = 4;
    private static final int GRAIN = 1024;

    private DropoutKernel() {}

    static void run(Dropout op, Tensor x, Tensor y) {
        int n = (int) y.numel();
        int blocks = (n + BLOCK - 1) / BLOCK;
        Workers.shared().forRange(blocks, GRAIN, (w, from, to) -> part(op, x, y, from, to, n));
    }

    private static void part(Dropout op, Tensor x, Tensor y, int from, int to, int n) {
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        var o = new Odometer(y.shape(), x.layout(), y.layout());
        o.skip((long) from * BLOCK);
        double scale = 1 / (1 - op.p());
        int[] words = new int[BLOCK];
        for (int block = from; block < to; block++) {
            Philox.block(op.seed(), op.stream(), op.position() / BLOCK + block, words, 0);
            int end = Math.min(BLOCK, n - block * BLOCK);
            for (int i = 0; i < end; i++) {
                boolean kept = Philox.uniform(words[i]) >= op.p();
                b.set(o.position(1), kept ? a.get(o.position(0)) * scale : 0);
                o.next();
            }
        }
    }
}
