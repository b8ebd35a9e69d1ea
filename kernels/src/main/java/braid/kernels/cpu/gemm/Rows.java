package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Short loops over a row of C. */
final class Rows {

    private Rows() {}

    /** Dense rows, a multiple of the lanes long, to rows {@code ldy} apart. */
    static void copy(float[] x, int width, float[] y, int yo, int ldy, int rows) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j += LANES) {
                FloatVector.fromArray(F, x, i * width + j).intoArray(y, yo + i * ldy + j);
            }
        }
    }

    /** {@code y += x}. */
    static void add(float[] y, int yo, float[] x, int xo, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, y, yo + i);
            v.add(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        if (i < n) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector v = FloatVector.fromArray(F, y, yo + i, in);
            v.add(FloatVector.fromArray(F, x, xo + i, in)).intoArray(y, yo + i, in);
        }
    }

    /**
     * {@code y = alpha x + beta y}, rounded as by the micro-kernels; y is not read if beta is 0.
     */
    static void blend(float[] y, int yo, float[] x, int xo, int n, float alpha, float beta) {
        for (int i = 0; i < n; i += LANES) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector v = FloatVector.fromArray(F, x, xo + i, in);
            blend(v, y, yo + i, alpha, beta, in);
        }
    }

    private static void blend(
            FloatVector v, float[] y, int at, float alpha, float beta, VectorMask<Float> in) {
        if (beta == 0f) {
            v.mul(alpha).intoArray(y, at, in);
        } else {
            FloatVector old = FloatVector.fromArray(F, y, at, in).mul(beta);
            v.fma(FloatVector.broadcast(F, alpha), old).intoArray(y, at, in);
        }
    }

    /** {@code y = beta y}; y is not read if beta is 0. */
    static void scale(float[] y, int yo, int n, float beta) {
        for (int i = yo; i < yo + n; i++) {
            y[i] = beta == 0f ? 0f : y[i] * beta;
        }
    }
}
