package braid.kernels.cpu.elementwise;

/**
 * {@link braid.tensor.op.Pow}; scalar, since the exponent's many special cases leave little to
 * vectors.
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
