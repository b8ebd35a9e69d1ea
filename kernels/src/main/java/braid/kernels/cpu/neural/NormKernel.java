package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Workers;
import braid.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import org.jspecify.annotations.Nullable;

/**
 * {@link braid.tensor.op.LayerNorm} and {@link braid.tensor.op.RmsNorm}, which is the same with a
 * mean of 0 and no bias. The gradients of gain and bias are summed over blocks of rows of fixed
 * size, and the blocks in order: the same bits for any number of threads.
 */
final class NormKernel {

    /** Rows whose gain and bias gradients are summed at once. */
    private static final int BLOCK = 64;

    private NormKernel() {}

    /**
     * @param in x, w, and b for layer normalisation
     * @param out y, then mean (layer normalisation only), then rstd
     */
    static void forward(Tensor[] in, Tensor[] out, double epsilon, boolean centred, boolean fast) {
        Tensor x = Contiguity.of(in[0]);
        Tensor y = out[0].isContiguous() ? out[0] : Contiguity.scratch(out[0]);
        Tensor w = Contiguity.of(in[1]);
        Tensor b = centred ? Contiguity.of(in[2]) : null;
        Tensor mean = centred ? out[1] : null;
        Tensor rstd = out[out.length - 1];
        int n = x.dim(-1);
        Rows.forEach(
                x,
                fast,
                (from, to) -> {
                    for (int r = from; r < to; r++) {
                        if (fast) {
                            Vector.forward(x, w, b, y, mean, rstd, r, n, (float) epsilon);
                        } else {
                            forward(x, w, b, y, mean, rstd, r, n, epsilon);
                        }
                    }
                });
        Contiguity.store(y, out[0]);
    }

    private static void forward(
            Tensor x,
            Tensor w,
            @Nullable Tensor b,
            Tensor y,
            @Nullable Tensor mean,
            Tensor rstd,
            int r,
            int n,
            double epsilon) {
        Reals a = Reals.of(x);
        int at = CpuStorage.offset(x) + r * n;
        double m = 0;
        for (int i = 0; mean != null && i < n; i++) {
            m += a.get(at + i) / n;
        }
        double v = 0;
        for (int i = 0; i < n; i++) {
            v += (a.get(at + i) - m) * (a.get(at + i) - m) / n;
        }
        double s = 1 / Math.sqrt(v + epsilon);
        Reals out = Reals.of(y);
        for (int i = 0; i < n; i++) {
            double z = (a.get(at + i) - m) * s * Reals.of(w).get(CpuStorage.offset(w) + i);
            double shift = b == null ? 0 : Reals.of(b).get(CpuStorage.offset(b) + i);
            out.set(CpuStorage.offset(y) + r * n + i, z + shift);
        }
        if (mean != null) {
            Reals.of(mean).set(r, m);
        }
        Reals.of(rstd).set(r, s);
    }

    /**
     * @param in x, w, mean (layer normalisation only), rstd, dy
     * @param out dx, dw, and db for layer normalisation
     */
    static void backward(Tensor[] in, Tensor[] out, boolean centred, boolean fast) {
        Tensor x = Contiguity.of(in[0]);
        Tensor w = Contiguity.of(in[1]);
        Tensor mean = centred ? in[2] : null;
        Tensor rstd = in[in.length - 2];
        Tensor dy = Contiguity.of(in[in.length - 1]);
        Tensor dx = out[0].isContiguous() ? out[0] : Contiguity.scratch(out[0]);
        int n = x.dim(-1);
        int rows = Rows.count(x);
        if (!fast) {
            reference(x, w, mean, rstd, dy, dx, out, rows, n);
        } else {
            int blocks = (rows + BLOCK - 1) / BLOCK;
            float[][] partial = new float[blocks][];
            Workers.shared()
                    .forRange(
                            blocks,
                            Math.max(1, 16_384 / (BLOCK * n)),
                            (worker, from, to) -> {
                                for (int k = from; k < to; k++) {
                                    int end = Math.min(rows, (k + 1) * BLOCK);
                                    float[] p = new float[2 * n];
                                    for (int r = k * BLOCK; r < end; r++) {
                                        Vector.backward(x, w, mean, rstd, dy, dx, r, n, p);
                                    }
                                    partial[k] = p;
                                }
                            });
            store(partial, out, n, centred);
        }
        Contiguity.store(dx, out[0]);
    }

    private static void store(float[][] partial, Tensor[] out, int n, boolean centred) {
        float[] sum = new float[2 * n];
        for (float[] p : partial) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += p[i];
            }
        }
        System.arraycopy(sum, 0, CpuStorage.floats(out[1]), CpuStorage.offset(out[1]), n);
        if (centred) {
            System.arraycopy(sum, n, CpuStorage.floats(out[2]), CpuStorage.offset(out[2]), n);
        }
    }

    private static void reference(
            Tensor x,
            Tensor w,
            @Nullable Tensor mean,
            Tensor rstd,
            Tensor dy,
            Tensor dx,
            Tensor[] out,
            int rows,
            int n) {
        double[] dw = new double[n];
        double[] db = new double[n];
        double[] g = new double[n];
        double[] z = new double[n];
        for (int r = 0; r < rows; r++) {
            double m = mean == null ? 0 : Reals.of(mean).get(CpuStorage.offset(mean) + r);
            double s = Reals.of(rstd).get(CpuStorage.offset(rstd) + r);
            double sumG = 0;
            double sumGz = 0;
            for (int i = 0; i < n; i++) {
                double d = Reals.of(dy).get(CpuStorage.offset(dy) + r * n + i);
                z[i] = (Reals.of(x).get(CpuStorage.offset(x) + r * n + i) - m) * s;
                g[i] = d * Reals.of(w).get(CpuStorage.offset(w) + i);
                dw[i] += d * z[i];
                db[i] += d;
                sumG += mean == null ? 0 : g[i];
                sumGz += g[i] * z[i];
            }
            for (int i = 0; i < n; i++) {
                double d = s * (g[i] - sumG / n - z[i] * sumGz / n);
                Reals.of(dx).set(CpuStorage.offset(dx) + r * n + i, d);
            }
        }
        for (int i = 0; i < n; i++) {
            Reals.of(out[1]).set(CpuStorage.offset(out[1]) + i, dw[i]);
            if (mean != null) {
                Reals.of(out[2]).set(CpuStorage.offset(out[2]) + i, db[i]);
            }
        }
    }

    private static final class Vector {

        static void forward(
                Tensor x,
                Tensor w,
                @Nullable Tensor b,
                Tensor y,
                @Nullable Tensor mean,
                Tensor rstd,
                int r,
                int n,
                float epsilon) {
            float[] a = CpuStorage.floats(x);
            int at = CpuStorage.offset(x) + r * n;
            float m = mean == null ? 0 : sum(a, at, n) / n;
            float s = (float) (1 / Math.sqrt(squares(a, at, n, m) / n + epsilon));
            float[] out = CpuStorage.floats(y);
            int to = CpuStorage.offset(y) + r * n;
            float[] gain = CpuStorage.floats(w);
            int go = CpuStorage.offset(w);
            float[] bias = b == null ? null : CpuStorage.floats(b);
            int bo = b == null ? 0 : CpuStorage.offset(b);
            for (int i = 0; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector z = FloatVector.fromArray(F, a, at + i, in).sub(m).mul(s);
                z = z.mul(FloatVector.fromArray(F, gain, go + i, in));
                z = bias == null ? z : z.add(FloatVector.fromArray(F, bias, bo + i, in));
                z.intoArray(out, to + i, in);
            }
            if (mean != null) {
                CpuStorage.floats(mean)[r] = m;
            }
            CpuStorage.floats(rstd)[r] = s;
        }

        private static float sum(float[] a, int at, int n) {
            FloatVector s = FloatVector.zero(F);
            for (int i = 0; i < n; i += LANES) {
                s = s.add(FloatVector.fromArray(F, a, at + i, F.indexInRange(i, n)));
            }
            return s.reduceLanes(VectorOperators.ADD);
        }

        private static float squares(float[] a, int at, int n, float mean) {
            FloatVector s = FloatVector.zero(F);
            for (int i = 0; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector d = FloatVector.fromArray(F, a, at + i, in).sub(mean);
                s = s.add(d.mul(d), in);
            }
            return s.reduceLanes(VectorOperators.ADD);
        }

        /**
         * One row: dx, and the gradients of gain (first half of p) and bias (second half) added.
         */
        static void backward(
                Tensor x,
                Tensor w,
                @Nullable Tensor mean,
                Tensor rstd,
                Tensor dy,
                Tensor dx,
                int r,
                int n,
                float[] p) {
            float[] a = CpuStorage.floats(x);
            float[] d = CpuStorage.floats(dy);
            float[] gain = CpuStorage.floats(w);
            float[] out = CpuStorage.floats(dx);
            int xo = CpuStorage.offset(x) + r * n;
            int yo = CpuStorage.offset(dy) + r * n;
            int go = CpuStorage.offset(w);
            int to = CpuStorage.offset(dx) + r * n;
            float m = mean == null ? 0 : CpuStorage.floats(mean)[CpuStorage.offset(mean) + r];
            float s = CpuStorage.floats(rstd)[CpuStorage.offset(rstd) + r];
            FloatVector sumG = FloatVector.zero(F);
            FloatVector sumGz = sumG;
            for (int i = 0; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector z = FloatVector.fromArray(F, a, xo + i, in).sub(m).mul(s);
                FloatVector e = FloatVector.fromArray(F, d, yo + i, in);
                FloatVector g = e.mul(FloatVector.fromArray(F, gain, go + i, in));
                sumG = sumG.add(g);
                sumGz = g.fma(z, sumGz);
                e.fma(z, FloatVector.fromArray(F, p, i, in)).intoArray(p, i, in);
                e.add(FloatVector.fromArray(F, p, n + i, in)).intoArray(p, n + i, in);
            }
            float c1 = mean == null ? 0 : sumG.reduceLanes(VectorOperators.ADD) / n;
            float c2 = sumGz.reduceLanes(VectorOperators.ADD) / n;
            for (int i = 0; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector z = FloatVector.fromArray(F, a, xo + i, in).sub(m).mul(s);
                FloatVector g = FloatVector.fromArray(F, d, yo + i, in);
                g = g.mul(FloatVector.fromArray(F, gain, go + i, in)).sub(c1);
                g.sub(z.mul(c2)).mul(s).intoArray(out, to + i, in);
            }
        }
    }
}
