package braid.kernels.cpu;

import braid.tensor.Tensor;
import braid.tensor.TensorException;

/** Index memory, I32 or I64, row-major from 0; made from a tensor of any layout. */
public final class Ints {

    private Ints() {}

    /**
     * The indices of a tensor in row-major order, checked against a bound.
     *
     * @param op name for the message
     * @param bound indices are in [0, bound)
     */
    public static int[] checked(String op, Tensor t, int bound) {
        int n = (int) t.numel();
        int[] out = new int[n];
        Reals from = Reals.of(t);
        Odometer o = new Odometer(t.shape(), t.layout());
        for (int i = 0; i < n; i++) {
            double v = from.get(o.position(0));
            if (!(v >= 0 && v < bound)) {
                throw new TensorException(
                        op + ": index " + (long) v + " at position " + i + " of " + t.shape(),
                        "indices are in [0, " + bound + ")");
            }
            out[i] = (int) v;
            o.next();
        }
        return out;
    }
}
