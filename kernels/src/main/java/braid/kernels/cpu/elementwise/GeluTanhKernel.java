package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link braid.tensor.op.Gelu} in its tanh form. */
final class GeluTanhKernel extends UnaryKernel {

    private static final double K = Math.sqrt(2 / Math.PI);
    private static final double A = 0.044715;

    /** Beyond this the derivative is 0 or 1; its formula there would be 0 times infinity. */
    private static final float SATURATED = 20;

    @Override
    double value(double x) {
        return x / (1 + Math.exp(-2 * K * (x + A * x * x * x)));
    }

    @Override
    double derivative(double kept) {
        double x = Math.clamp(kept, -SATURATED, SATURATED);
        double s = 1 / (1 + Math.exp(-2 * K * (x + A * x * x * x)));
        return s + x * s * (1 - s) * 2 * K * (1 + 3 * A * x * x);
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

        /** {@code (1 + tanh(u)) / 2 = sigmoid(2 u)}. */
        static FloatVector cdf(FloatVector x) {
            FloatVector u =
                    x.mul(x)
                            .fma(
                                    FloatVector.broadcast(F, (float) (2 * K * A)),
                                    FloatVector.broadcast(F, (float) (2 * K)));
            return VectorMath.sigmoid(u.mul(x));
        }

        static FloatVector value(FloatVector x) {
            return x.mul(cdf(x));
        }

        static FloatVector derivative(FloatVector kept) {
            FloatVector x = kept.blend(SATURATED, kept.compare(VectorOperators.GT, SATURATED));
            x = x.blend(-SATURATED, x.compare(VectorOperators.LT, -SATURATED));
            FloatVector s = cdf(x);
            FloatVector slope =
                    x.mul(x)
                            .fma(
                                    FloatVector.broadcast(F, (float) (6 * K * A)),
                                    FloatVector.broadcast(F, (float) (2 * K)));
            return s.neg().add(1f).mul(x).mul(slope).fma(s, s);
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
