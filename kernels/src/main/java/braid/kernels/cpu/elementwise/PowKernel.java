package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link braid.tensor.op.Pow}, by the JDK's vector function with its many special cases. */
final class PowKernel extends BinaryKernel {

    @Override
    double value(double x, double y) {
        return Math.pow(x, y);
    }

    @Override
    void forward(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        Vector.forward(x, xo, y, yo, z, zo, n);
    }

    private static final class Vector {

        static void forward(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
            for (int i = 0; i < n; i += LANES) {
                FloatVector.fromArray(F, x, xo + i)
                        .lanewise(VectorOperators.POW, FloatVector.fromArray(F, y, yo + i))
                        .intoArray(z, zo + i);
            }
        }
    }
}
