package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;

/** {@link braid.tensor.op.Gelu} in its exact form. */
final class GeluErfKernel extends UnaryKernel {

    @Override
    double value(double x) {
        return 0.5 * x * (1 + Erf.value(x / Math.sqrt(2)));
    }

    @Override
    double derivative(double kept) {
        double cdf = 0.5 * (1 + Erf.value(kept / Math.sqrt(2)));
        return cdf + kept * Math.exp(-0.5 * kept * kept) / Math.sqrt(2 * Math.PI);
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

        /**
         * {@code e^(-x^2 / 2)}: the density without its factor, on which the distribution rests
         * too.
         */
        static FloatVector bell(FloatVector x) {
            return VectorMath.expOfNegative(x.mul(x).mul(-0.5f));
        }

        static FloatVector value(FloatVector x) {
            return x.mul(VectorMath.normalCdf(x, bell(x)));
        }

        static FloatVector derivative(FloatVector kept) {
            FloatVector bell = bell(kept);
            return bell.mul(0.3989422804f).fma(kept, VectorMath.normalCdf(kept, bell));
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
