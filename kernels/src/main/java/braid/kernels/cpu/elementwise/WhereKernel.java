package braid.kernels.cpu.elementwise;

import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;

/** {@link braid.tensor.op.Where}; scalar for all types: masks are small and rare. */
final class WhereKernel {

    private WhereKernel() {}

    static void run(Tensor mask, Tensor x, Tensor y, Tensor z) {
        Reals m = Reals.of(mask);
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        Reals c = Reals.of(z);
        var o = new Odometer(z.shape(), mask.layout(), x.layout(), y.layout(), z.layout());
        for (long i = z.numel(); i > 0; i--) {
            boolean first = m.get(o.position(0)) != 0;
            c.set(o.position(3), first ? a.get(o.position(1)) : b.get(o.position(2)));
            o.next();
        }
    }
}
