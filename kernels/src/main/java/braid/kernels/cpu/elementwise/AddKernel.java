package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;

/** {@link braid.tensor.op.Add}. */
final class AddKernel extends BinaryKernel {

    @Override
    double value(double x, double y) {
        return x + y;
    }

    @Override
    void forward(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        Vector.forward(x, xo, y, yo, z, zo, n);
    }

    private static final class Vector {

        static FloatVector value(FloatVector x, FloatVector y) {
            return x.add(y);
        }

        static void forward(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
            for (int i = 0; i < n; i += LANES) {
                FloatVector a = FloatVector.fromArray(F, x, xo + i);
                value(a, FloatVector.fromArray(F, y, yo + i)).intoArray(z, zo + i);
            }
        }
    }
}
