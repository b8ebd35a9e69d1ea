package braid.kernels.cpu.linalg;

import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import java.util.Arrays;

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

    private static Tensor dense(Tensor t) {
        return Matrix.of(t, t.layout(), 0).isDense() ? t : t.copy();
    }

    private static Layout head(Layout l) {
        int n = l.shape().rank() - 2;
        return new Layout(l.shape().head(n), Arrays.copyOf(l.strides(), n), l.offset());
    }
}
