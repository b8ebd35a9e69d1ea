package braid.kernels.cpu.linalg;

import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import java.util.Arrays;

/** {@link braid.tensor.op.Matmul} over any layouts, in double arithmetic. */
final class MatmulKernel {

    private MatmulKernel() {}

    static void run(Tensor a, Tensor b, Tensor c, boolean accumulate) {
        Shape batch = c.shape().head(c.rank() - 2);
        Layout la = a.layout().expand(batch.append(a.shape().tail(a.rank() - 2)));
        Layout lb = b.layout().expand(batch.append(b.shape().tail(b.rank() - 2)));
        var o = new Odometer(batch, head(la), head(lb), head(c.layout()));
        for (long i = batch.numel(); i > 0; i--) {
            product(a, la, b, lb, c, o, accumulate);
            o.next();
        }
    }

    private static Layout head(Layout l) {
        int n = l.shape().rank() - 2;
        return new Layout(l.shape().head(n), Arrays.copyOf(l.strides(), n), l.offset());
    }

    private static void product(
            Tensor a, Layout la, Tensor b, Layout lb, Tensor c, Odometer o, boolean accumulate) {
        Reals x = Reals.of(a);
        Reals y = Reals.of(b);
        Reals z = Reals.of(c);
        int rows = c.dim(-2);
        int columns = c.dim(-1);
        int inner = a.dim(-1);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int at = o.position(2) + (int) (i * c.layout().stride(-2) + j * c.layout().stride(-1));
                double sum = accumulate ? z.get(at) : 0;
                int xa = o.position(0) + (int) (i * la.stride(-2));
                int yb = o.position(1) + (int) (j * lb.stride(-1));
                for (int k = 0; k < inner; k++) {
                    sum += x.get(xa + (int) (k * la.stride(-1))) * y.get(yb + (int) (k * lb.stride(-2)));
                }
                z.set(at, sum);
            }
        }
    }
}
