package braid.kernels.cpu.elementwise;

import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;

import java.util.Arrays;

/** {@link braid.tensor.op.Fill}. */
final class FillKernel {

    private FillKernel() {}

    static void run(double value, Tensor out) {
        int from = CpuStorage.offset(out);
        if (out.isContiguous() && CpuStorage.array(out) instanceof float[] a) {
            Arrays.fill(a, from, from + (int) out.numel(), (float) value);
            return;
        }
        Reals a = Reals.of(out);
        var o = new Odometer(out.shape(), out.layout());
        for (long i = out.numel(); i > 0; i--) {
            a.set(o.position(0), value);
            o.next();
        }
    }
}
