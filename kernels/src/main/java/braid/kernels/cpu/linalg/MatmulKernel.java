package braid.kernels.cpu.linalg;

import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * {@link braid.tensor.op.Matmul}: one product a batch. Operands with a dense last or last but one
 * axis are used where they lie; others are copied first. Batches of the left operand that share one
 * right operand are joined to one product where their rows lie evenly.
 */
final class MatmulKernel {

    private MatmulKernel() {}

    static void run(Tensor a, Tensor b, Tensor c, boolean accumulate, boolean vector) {
        boolean fast = vector && Reals.isF32(a);
        Tensor x = dense(a);
        Tensor y = dense(b);
        if (y.rank() == 2 && x.isContiguous() && c.isContiguous()) {
            Matrix right = Matrix.of(y, y.layout(), (int) y.layout().offset());
            Product.run(Matrix.rows(x), right, Matrix.rows(c), accumulate, fast);
            return;
        }
        Shape batch = c.shape().head(c.rank() - 2);
        Layout lx = x.layout().expand(batch.append(x.shape().tail(x.rank() - 2)));
        Layout ly = y.layout().expand(batch.append(y.shape().tail(y.rank() - 2)));
        if (fast && batched(x, lx, y, ly, c, accumulate)) {
            return;
        }
        var o = new Odometer(batch, head(lx), head(ly), head(c.layout()));
        for (long i = batch.numel(); i > 0; i--) {
            Product.run(
                    Matrix.of(x, lx, o.position(0)),
                    Matrix.of(y, ly, o.position(1)),
                    Matrix.of(c, c.layout(), o.position(2)),
                    accumulate,
                    fast);
            o.next();
        }
    }

    /** The tensor itself, or a copy if neither of its last axes is dense. */
    static Tensor dense(Tensor t) {
        return Matrix.of(t, t.layout(), 0).isDense() ? t : t.copy();
    }

    /** All batches in one call, if they lie at even distances; else nothing. */
    private static boolean batched(
            Tensor x, Layout lx, Tensor y, Layout ly, Tensor c, boolean accumulate) {
        int axes = c.rank() - 2;
        OptionalInt sx = distance(lx, axes);
        OptionalInt sy = distance(ly, axes);
        OptionalInt sc = distance(c.layout(), axes);
        Matrix out = Matrix.of(c, c.layout(), (int) c.layout().offset());
        if (sx.isEmpty() || sy.isEmpty() || sc.isEmpty() || !out.isRowMajor()) {
            return false;
        }
        Product.batched(
                (int) c.shape().head(axes).numel(),
                Matrix.of(x, lx, (int) lx.offset()),
                sx.getAsInt(),
                Matrix.of(y, ly, (int) ly.offset()),
                sy.getAsInt(),
                out,
                sc.getAsInt(),
                accumulate);
        return true;
    }

    /** Elements from one matrix to the next, if the first axes can be joined to one. */
    private static OptionalInt distance(Layout l, int axes) {
        long distance = 0;
        long span = 1;
        for (int i = axes - 1; i >= 0; i--) {
            int n = l.shape().dim(i);
            if (n == 1) {
                continue;
            }
            if (span == 1) {
                distance = l.strides()[i];
            } else if (l.strides()[i] != distance * span) {
                return OptionalInt.empty();
            }
            span *= n;
        }
        return OptionalInt.of((int) distance);
    }

    private static Layout head(Layout l) {
        int n = l.shape().rank() - 2;
        return new Layout(l.shape().head(n), Arrays.copyOf(l.strides(), n), l.offset());
    }
}
