package braid.kernels.cpu.reduction;

import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Workers;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * {@link braid.tensor.op.Max}, {@link braid.tensor.op.Min} and {@link braid.tensor.op.ArgMax};
 * scalar.
 */
final class ExtremumKernel {

    private static final int GRAIN = 8192;

    private ExtremumKernel() {}

    /**
     * @param sign 1 for the largest, -1 for the smallest
     * @param index whether the place of the extreme is wanted rather than its value
     */
    static void run(Tensor x, Tensor y, int axis, int sign, boolean index) {
        int n = x.dim(axis);
        int stride = (int) x.layout().stride(axis);
        Layout first = x.layout().slice(axis, 0, 1, 1);
        Shape shape = y.shape();
        Workers.shared()
                .forRange(
                        (int) y.numel(),
                        Math.max(1, GRAIN / n),
                        (w, from, to) -> {
                            Reals a = Reals.of(x);
                            Reals b = Reals.of(y);
                            var o = new Odometer(shape, first, y.layout());
                            o.skip(from);
                            for (int i = from; i < to; i++) {
                                int best = place(a, o.position(0), n, stride, sign);
                                double value = a.get(o.position(0) + best * stride);
                                b.set(o.position(1), index ? best : value);
                                o.next();
                            }
                        });
    }

    private static int place(Reals a, int at, int n, int stride, int sign) {
        int best = 0;
        double extreme = sign * a.get(at);
        for (int k = 1; k < n && !Double.isNaN(extreme); k++) {
            double v = sign * a.get(at + k * stride);
            if (v > extreme || Double.isNaN(v)) {
                extreme = v;
                best = k;
            }
        }
        return best;
    }
}
