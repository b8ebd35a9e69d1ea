package braid.kernels.cpu.movement;

import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.tensor.Layout;
import braid.tensor.Tensor;

/** Backward of a view: adds each element of {@code dy} at the place that the view showed. */
final class ScatterViewKernel {

    private ScatterViewKernel() {}

    /**
     * @param view the view's layout over {@code dx}; places may repeat (overlapping windows)
     * @param accumulate add to {@code dx}, else to zeros
     */
    static void run(Layout view, Tensor dy, Tensor dx, boolean accumulate) {
        if (!accumulate) {
            dx.fill(0);
        }
        Reals from = Reals.of(dy);
        Reals to = Reals.of(dx);
        var o = new Odometer(dy.shape(), dy.layout(), view);
        for (long i = dy.numel(); i > 0; i--) {
            to.add(o.position(1), from.get(o.position(0)));
            o.next();
        }
    }
}
