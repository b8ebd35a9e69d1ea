package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

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

        static FloatVector cdf(FloatVector x) {
            return VectorMath.normalCdf(x);
        }

        static FloatVector value(FloatVector x) {
            return x.mul(cdf(x));
        }

        static FloatVector derivative(FloatVector kept) {
            FloatVector density = VectorMath.exp(kept.mul(kept).mul(-0.5f));
            return density.mul(0.3989422804f).fma(kept, cdf(kept));
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
