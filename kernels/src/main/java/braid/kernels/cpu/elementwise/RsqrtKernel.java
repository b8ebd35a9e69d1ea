package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;

/** {@link braid.tensor.op.Rsqrt}. */
final class RsqrtKernel extends UnaryKernel {

    @Override
    double value(double x) {
        return 1 / Math.sqrt(x);
    }

    @Override
    double derivative(double y) {
        return -0.5 * y * y * y;
    }

    @Override
    void forward(float[] x, int xo, float[] y, int yo, int n) {
        Vector.forward(x, xo, y, yo, n);
    }

    @Override
    void backward(float[] kept, int ko, float[] dy, int dyo, float[] dx, int dxo, int n) {
        Vector.backward(kept, ko, dy, dyo, dx, dxo, n);
    }

    private static final class Vector {

        static FloatVector value(FloatVector x) {
            return FloatVector.broadcast(F, 1f).div(x.sqrt());
        }

        static FloatVector derivative(FloatVector y) {
            return y.mul(y).mul(y).mul(-0.5f);
        }

        static void forward(float[] x, int xo, float[] y, int yo, int n) {
            for (int i = 0; i < n; i += LANES) {
                value(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
            }
        }

        static void backward(
                float[] kept, int ko, float[] dy, int dyo, float[] dx, int dxo, int n) {
            for (int i = 0; i < n; i += LANES) {
                FloatVector d = derivative(FloatVector.fromArray(F, kept, ko + i));
                FloatVector.fromArray(F, dy, dyo + i).mul(d).intoArray(dx, dxo + i);
            }
        }
    }
}
