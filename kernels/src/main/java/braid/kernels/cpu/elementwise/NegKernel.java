package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** {@link braid.tensor.op.Neg}. */
final class NegKernel extends UnaryKernel {

    @Override
    double value(double x) {
        return -x;
    }

    @Override
    double derivative(double y) {
        return -1;
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
            return x.neg();
        }

        @SuppressWarnings("UnusedVariable") // the form that all unary kernels share
        static FloatVector derivative(FloatVector y) {
            return FloatVector.broadcast(F, -1f);
        }

        static void forward(float[] x, int xo, float[] y, int yo, int n) {
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                value(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                value(FloatVector.fromArray(F, x, xo + i, m)).intoArray(y, yo + i, m);
            }
        }

        static void backward(
                float[] kept, int ko, float[] dy, int dyo, float[] dx, int dxo, int n) {
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                FloatVector d = derivative(FloatVector.fromArray(F, kept, ko + i));
                FloatVector.fromArray(F, dy, dyo + i).mul(d).intoArray(dx, dxo + i);
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                FloatVector d = derivative(FloatVector.fromArray(F, kept, ko + i, m));
                FloatVector.fromArray(F, dy, dyo + i, m).mul(d).intoArray(dx, dxo + i, m);
            }
        }
    }
}
