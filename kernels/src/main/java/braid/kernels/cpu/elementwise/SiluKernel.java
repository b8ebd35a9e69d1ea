package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;

/** {@link braid.tensor.op.Silu}. */
final class SiluKernel extends UnaryKernel {

    @Override
    double value(double x) {
        return x / (1 + Math.exp(-x));
    }

    @Override
    double derivative(double kept) {
        double s = 1 / (1 + Math.exp(-kept));
        return s * (1 + kept * (1 - s));
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
            return x.mul(VectorMath.sigmoid(x));
        }

        static FloatVector derivative(FloatVector kept) {
            FloatVector s = VectorMath.sigmoid(kept);
            return s.neg().add(1f).fma(kept, FloatVector.broadcast(F, 1f)).mul(s);
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
