package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * {@link braid.tensor.op.PowScalar}: small whole powers are products, others go element by element
 * as in {@link PowKernel}.
 */
final class PowScalarKernel extends UnaryKernel {

    /** The highest power that is a product; higher ones would round too often. */
    private static final int PRODUCTS = 4;

    private final double exponent;
    private final boolean product;

    PowScalarKernel(double exponent) {
        this.exponent = exponent;
        product = exponent >= 2 && exponent <= PRODUCTS && exponent == Math.rint(exponent);
    }

    @Override
    double value(double x) {
        return Math.pow(x, exponent);
    }

    @Override
    double derivative(double kept) {
        return exponent * Math.pow(kept, exponent - 1);
    }

    @Override
    void forward(float[] x, int xo, float[] y, int yo, int n) {
        if (product) {
            Vector.product((int) exponent, x, xo, y, yo, n);
        } else {
            for (int i = 0; i < n; i++) {
                y[yo + i] = (float) Math.pow(x[xo + i], exponent);
            }
        }
    }

    @Override
    void backward(float[] kept, int ko, float[] dy, int dyo, float[] dx, int dxo, int n) {
        if (product) {
            Vector.productBackward((int) exponent, kept, ko, dy, dyo, dx, dxo, n);
        } else {
            for (int i = 0; i < n; i++) {
                dx[dxo + i] = (float) (derivative(kept[ko + i]) * dy[dyo + i]);
            }
        }
    }

    private static final class Vector {

        static FloatVector product(FloatVector x, int factors) {
            FloatVector p = x;
            for (int k = 1; k < factors; k++) {
                p = p.mul(x);
            }
            return p;
        }

        static void product(int exponent, float[] x, int xo, float[] y, int yo, int n) {
            for (int i = 0; i < n; i += LANES) {
                product(FloatVector.fromArray(F, x, xo + i), exponent).intoArray(y, yo + i);
            }
        }

        static void productBackward(
                int exponent,
                float[] kept,
                int ko,
                float[] dy,
                int dyo,
                float[] dx,
                int dxo,
                int n) {
            for (int i = 0; i < n; i += LANES) {
                product(FloatVector.fromArray(F, kept, ko + i), exponent - 1)
                        .mul(exponent)
                        .mul(FloatVector.fromArray(F, dy, dyo + i))
                        .intoArray(dx, dxo + i);
            }
        }
    }
}
