package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link braid.tensor.op.Clamp}. */
final class ClampKernel extends UnaryKernel {

    private final double low;
    private final double high;

    ClampKernel(double low, double high) {
        this.low = low;
        this.high = high;
    }

    @Override
    double value(double x) {
        return x < low ? low : x > high ? high : x;
    }

    @Override
    double derivative(double kept) {
        return kept >= low && kept <= high ? 1 : 0;
    }

    @Override
    void forward(float[] x, int xo, float[] y, int yo, int n) {
        Vector.forward((float) low, (float) high, x, xo, y, yo, n);
    }

    @Override
    void backward(float[] kept, int ko, float[] dy, int dyo, float[] dx, int dxo, int n) {
        Vector.backward((float) low, (float) high, kept, ko, dy, dyo, dx, dxo, n);
    }

    private static final class Vector {

        static FloatVector value(float low, float high, FloatVector x) {
            FloatVector y = x.blend(low, x.compare(VectorOperators.LT, low));
            return y.blend(high, y.compare(VectorOperators.GT, high));
        }

        static FloatVector derivative(float low, float high, FloatVector kept) {
            var inside = kept.compare(VectorOperators.GE, low);
            inside = inside.and(kept.compare(VectorOperators.LE, high));
            return FloatVector.zero(F).blend(1f, inside);
        }

        static void forward(float low, float high, float[] x, int xo, float[] y, int yo, int n) {
            for (int i = 0; i < n; i += LANES) {
                value(low, high, FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
            }
        }

        static void backward(
                float low,
                float high,
                float[] kept,
                int ko,
                float[] dy,
                int dyo,
                float[] dx,
                int dxo,
                int n) {
            for (int i = 0; i < n; i += LANES) {
                FloatVector d = derivative(low, high, FloatVector.fromArray(F, kept, ko + i));
                FloatVector.fromArray(F, dy, dyo + i).mul(d).intoArray(dx, dxo + i);
            }
        }
    }
}
