package braid.kernels.cpu.elementwise;

/**
 * {@code y = f(x)} and its derivative: in double arithmetic, and as vector loops over contiguous
 * floats.
 */
abstract class UnaryKernel {

    /** {@code f(x)}. */
    abstract double value(double x);

    /** {@code f'}, from {@code y} where the operation keeps its output, else from {@code x}. */
    abstract double derivative(double kept);

    /** {@code y = f(x)} for n elements, a multiple of the vector length; y may be x. */
    abstract void forward(float[] x, int xo, float[] y, int yo, int n);

    /** {@code dx = f' dy} for n elements, a multiple of the vector length. */
    abstract void backward(float[] kept, int ko, float[] dy, int dyo, float[] dx, int dxo, int n);
}
