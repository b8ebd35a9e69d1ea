package braid.kernels.cpu.movement;

import braid.kernels.cpu.Ints;
import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;

/** {@link braid.tensor.op.Gather} and its backward; scalar, in row-major order of the index. */
final class GatherKernel {

    private GatherKernel() {}

    static void forward(int axis, Tensor x, Tensor index, Tensor y) {
        int[] chosen = Ints.checked("gather", index, x.dim(axis));
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        var o = new Odometer(index.shape(), window(x.layout(), index.shape(), axis), y.layout());
        int stride = (int) x.layout().stride(axis);
        for (int c : chosen) {
            b.set(o.position(1), a.get(o.position(0) + c * stride));
            o.next();
        }
    }

    static void backward(int axis, Tensor index, Tensor dy, Tensor dx, boolean accumulate) {
        int[] chosen = Ints.checked("scatterAdd", index, dx.dim(axis));
        if (!accumulate) {
            dx.fill(0);
        }
        Reals a = Reals.of(dy);
        Reals b = Reals.of(dx);
        var o = new Odometer(index.shape(), dy.layout(), window(dx.layout(), index.shape(), axis));
        int stride = (int) dx.layout().stride(axis);
        for (int c : chosen) {
            b.add(o.position(1) + c * stride, a.get(o.position(0)));
            o.next();
        }
    }

    /** A layout that stands still along the axis and runs with the index along the others. */
    private static Layout window(Layout x, Shape index, int axis) {
        long[] strides = x.strides().clone();
        strides[axis] = 0;
        return new Layout(index, strides, x.offset());
    }
}
