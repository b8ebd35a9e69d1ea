package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

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
        Vector.backward((float) scale, (float) shift, kept, ko, dy, dyo, dx, dxo, n);
    }

    private static final class Vector {

        static FloatVector value(float scale, float shift, FloatVector x) {
            return x.fma(FloatVector.broadcast(F, scale), FloatVector.broadcast(F, shift));
        }

        @SuppressWarnings("UnusedVariable") // the form that all unary kernels share
        static FloatVector derivative(float scale, float shift, FloatVector y) {
            return FloatVector.broadcast(F, scale);
        }

        static void forward(float scale, float shift, float[] x, int xo, float[] y, int yo, int n) {
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                value(scale, shift, FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                value(scale, shift, FloatVector.fromArray(F, x, xo + i, m)).intoArray(y, yo + i, m);
            }
        }

        static void backward(
                float scale,
                float shift,
                float[] kept,
                int ko,
                float[] dy,
                int dyo,
                float[] dx,
                int dxo,
                int n) {
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                FloatVector d = derivative(scale, shift, FloatVector.fromArray(F, kept, ko + i));
                FloatVector.fromArray(F, dy, dyo + i).mul(d).intoArray(dx, dxo + i);
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                FloatVector d = derivative(scale, shift, FloatVector.fromArray(F, kept, ko + i, m));
                FloatVector.fromArray(F, dy, dyo + i, m).mul(d).intoArray(dx, dxo + i, m);
            }
        }
    }
}
