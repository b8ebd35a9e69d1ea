package braid.kernels.cpu.movement;

import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Workers;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;

import java.util.Arrays;

/**
 * Copies between any two layouts of one shape and type: runs along the last axis, rows split over
 * threads.
 */
public final class ContiguousKernel {

    private static final int GRAIN = 16_384;

    private ContiguousKernel() {}

    /** Copies every element of x to its place in y. */
    public static void run(Tensor x, Tensor y) {
        if (y.numel() == 0) {
            return;
        }
        if (x.isContiguous() && y.isContiguous()) {
            System.arraycopy(
                    CpuStorage.array(x),
                    CpuStorage.offset(x),
                    CpuStorage.array(y),
                    CpuStorage.offset(y),
                    (int) y.numel());
            return;
        }
        Shape shape = y.rank() == 0 ? Shape.of(1) : y.shape();
        Layout from = x.layout().expand(shape);
        Layout to = y.layout().expand(shape);
        int last = shape.rank() - 1;
        int width = shape.dim(last);
        Shape rows = shape.head(last);
        Workers.shared()
                .forRange(
                        (int) rows.numel(),
                        Math.max(1, GRAIN / width),
                        (w, a, b) -> {
                            var o = new Odometer(rows, head(from), head(to));
                            o.skip(a);
                            for (int r = a; r < b; r++) {
                                copy(
                                        x,
                                        y,
                                        o,
                                        (int) from.stride(last),
                                        (int) to.stride(last),
                                        width);
                                o.next();
                            }
                        });
    }

    private static Layout head(Layout l) {
        int last = l.shape().rank() - 1;
        return new Layout(l.shape().head(last), Arrays.copyOf(l.strides(), last), l.offset());
    }

    private static void copy(Tensor x, Tensor y, Odometer o, int sx, int sy, int n) {
        int from = o.position(0);
        int to = o.position(1);
        Object source = CpuStorage.array(x);
        Object target = CpuStorage.array(y);
        if (sx == 1 && sy == 1) {
            System.arraycopy(source, from, target, to, n);
            return;
        }
        switch (source) {
            case float[] a -> {
                float[] b = (float[]) target;
                for (int i = 0; i < n; i++) {
                    b[to + i * sy] = a[from + i * sx];
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    System.arraycopy(source, from + i * sx, target, to + i * sy, 1);
                }
            }
        }
    }
}
