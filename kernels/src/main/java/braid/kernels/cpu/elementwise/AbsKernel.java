package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link braid.tensor.op.Abs}. */
final class AbsKernel extends UnaryKernel {

    @Override
    double value(double x) {
        return Math.abs(x);
    }

    @Override
    double derivative(double kept) {
        return Math.signum(kept);
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
            return x.abs();
        }

        static FloatVector derivative(FloatVector kept) {
            FloatVector zero = FloatVector.zero(F);
            FloatVector sign = zero.blend(1f, kept.compare(VectorOperators.GT, 0f));
            sign = sign.blend(-1f, kept.compare(VectorOperators.LT, 0f));
            return sign.blend(kept, kept.test(VectorOperators.IS_NAN));
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
