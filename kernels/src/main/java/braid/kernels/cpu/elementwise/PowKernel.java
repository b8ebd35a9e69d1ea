package braid.kernels.cpu.elementwise;

/**
 * {@link braid.tensor.op.Pow}, element by element: the JDK's vector function rounds otherwise once
 * it is compiled than before, so that bits would depend on when the compiler was done.
 */
final class PowKernel extends BinaryKernel {

    @Override
    double value(double x, double y) {
        return Math.pow(x, y);
    }

    @Override
    void forward(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = (float) Math.pow(x[xo + i], y[yo + i]);
        }
    }
}
