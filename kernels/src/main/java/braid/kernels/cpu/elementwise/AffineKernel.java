package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;

/** {@link braid.tensor.op.Affine}. */
final class AffineKernel extends UnaryKernel {

    private final double scale;
    private final double shift;

    AffineKernel(double scale, double shift) {
        this.scale = scale;
        this.shift = shift;
    }

    @Override
    double value(double x) {
        return scale * x + shift;
    }

    @Override
    double derivative(double y) {
        return scale;
    }

    @Override
    void forward(float[] x, int xo, float[] y, int yo, int n) {
        Vector.forward((float) scale, (float) shift, x, xo, y, yo, n);
    }

    @Override
    void backward(float[] kept, int ko, float[] dy, int dyo, float[] dx, int dxo, int n) {
        Vector.backward((float) scale, dy, dyo, dx, dxo, n);
    }

    private static final class Vector {

        static FloatVector value(float scale, float shift, FloatVector x) {
            return x.fma(FloatVector.broadcast(F, scale), FloatVector.broadcast(F, shift));
        }

        static void forward(float scale, float shift, float[] x, int xo, float[] y, int yo, int n) {
            for (int i = 0; i < n; i += LANES) {
                value(scale, shift, FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
            }
        }

        static void backward(float scale, float[] dy, int dyo, float[] dx, int dxo, int n) {
            for (int i = 0; i < n; i += LANES) {
                FloatVector.fromArray(F, dy, dyo + i).mul(scale).intoArray(dx, dxo + i);
            }
        }
    }
}
