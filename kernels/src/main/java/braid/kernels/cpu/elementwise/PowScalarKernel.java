package braid.kernels.cpu.elementwise;

/** {@link braid.tensor.op.PowScalar}; scalar, but for squares, which are products. */
final class PowScalarKernel extends UnaryKernel {

    private final double exponent;

    PowScalarKernel(double exponent) {
        this.exponent = exponent;
    }

    @Override
    double value(double x) {
        return exponent == 2 ? x * x : Math.pow(x, exponent);
    }

    @Override
    double derivative(double kept) {
        return exponent == 2 ? 2 * kept : exponent * Math.pow(kept, exponent - 1);
    }

    @Override
    void forward(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (float) value(x[xo + i]);
        }
    }

    @Override
    void backward(float[] kept, int ko, float[] dy, int dyo, float[] dx, int dxo, int n) {
        for (int i = 0; i < n; i++) {
            dx[dxo + i] = (float) (derivative(kept[ko + i]) * dy[dyo + i]);
        }
    }
}
