package braid.kernels.cpu.elementwise;

/** {@code z = f(x, y)}: in double arithmetic, and as a vector loop over contiguous floats. */
abstract class BinaryKernel {

    /** {@code f(x, y)}. */
    abstract double value(double x, double y);

    /** {@code z = f(x, y)} for n elements, a multiple of the vector length; z may be x or y. */
    abstract void forward(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n);
}
