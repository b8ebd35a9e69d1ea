package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link braid.tensor.op.Relu}. */
final class ReluKernel extends UnaryKernel {

    @Override
    double value(double x) {
        return x < 0 ? 0 : x;
    }

    @Override
    double derivative(double y) {
        return y > 0 ? 1 : 0;
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
            return x.blend(0f, x.compare(VectorOperators.LT, 0f));
        }

        static FloatVector derivative(FloatVector y) {
            return FloatVector.zero(F).blend(1f, y.compare(VectorOperators.GT, 0f));
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
