package braid.kernels.cpu.reduction;

import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;

/** {@link braid.tensor.op.Cumsum}; scalar, in double arithmetic. */
final class CumsumKernel {

    private CumsumKernel() {}

    static void run(Tensor x, Tensor y, int axis, boolean reverse) {
        if (x.numel() == 0) {
            return;
        }
        int n = x.dim(axis);
        int sx = (int) x.layout().stride(axis);
        int sy = (int) y.layout().stride(axis);
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        var o =
                new Odometer(
                        x.shape().with(axis, 1),
                        x.layout().slice(axis, 0, 1, 1),
                        y.layout().slice(axis, 0, 1, 1));
        for (long i = x.numel() / n; i > 0; i--) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                int k = reverse ? n - 1 - j : j;
                sum += a.get(o.position(0) + k * sx);
                b.set(o.position(1) + k * sy, sum);
            }
            o.next();
        }
    }
}
