package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Vectors;
import braid.kernels.cpu.Workers;
import braid.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * {@link braid.tensor.op.LayerNorm} and {@link braid.tensor.op.RmsNorm}, which is the same with a
 * mean of 0 and no bias. The gradients of gain and bias are summed over blocks of rows of fixed
 * size, and the blocks in order: the same bits for any number of threads.
 */
final class NormKernel {

    /** Rows whose gain and bias gradients are summed at once. */
    private static final int BLOCK = 64;

    /** Beyond so many blocks they get longer instead, so that their sums stay small. */
    private static final int MOST_BLOCKS = 256;

    private static final int GRAIN = 16_384;

    /** Slot of {@link Scratch}. */
    private static final int PARTIAL = 12;

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
                            Vector.forward(x, w, b, y, mean, rstd, r, n, epsilon);
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
            Reals.of(mean).set(CpuStorage.offset(mean) + r, m);
        }
        Reals.of(rstd).set(CpuStorage.offset(rstd) + r, s);
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
            float[] sums = rows(x, w, mean, rstd, dy, dx, rows, n);
            System.arraycopy(sums, 0, CpuStorage.floats(out[1]), CpuStorage.offset(out[1]), n);
            if (centred) {
                System.arraycopy(sums, n, CpuStorage.floats(out[2]), CpuStorage.offset(out[2]), n);
            }
        }
        Contiguity.store(dx, out[0]);
    }

    /** All rows; gives the gradients of gain and bias, one after the other. */
    private static float[] rows(
            Tensor x,
            Tensor w,
            @Nullable Tensor mean,
            Tensor rstd,
            Tensor dy,
            Tensor dx,
            int rows,
            int n) {
        int block = Math.max(BLOCK, (rows + MOST_BLOCKS - 1) / MOST_BLOCKS);
        int blocks = Math.max(1, (rows + block - 1) / block);
        float[] partial = Scratch.floats(PARTIAL, blocks * 2 * n);
        Arrays.fill(partial, 0, blocks * 2 * n, 0);
        Workers.shared()
                .forRange(
                        blocks,
                        Math.max(1, GRAIN / Math.max(1, block * n)),
                        (worker, from, to) -> {
                            for (int r = from * block; r < Math.min(rows, to * block); r++) {
                                int at = r / block * 2 * n;
                                Vector.backward(x, w, mean, rstd, dy, dx, r, n, partial, at);
                            }
                        });
        for (int k = 1; k < blocks; k++) {
            for (int i = 0; i < 2 * n; i++) {
                partial[i] += partial[k * 2 * n + i];
            }
        }
        return partial;
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
                double epsilon) {
            float[] a = CpuStorage.floats(x);
            int at = CpuStorage.offset(x) + r * n;
            float m = mean == null ? 0 : RowMath.sum(a, at, n) / n;
            float s = (float) (1 / Math.sqrt(squares(a, at, n, m) / n + epsilon));
            float[] out = CpuStorage.floats(y);
            int to = CpuStorage.offset(y) + r * n;
            float[] gain = CpuStorage.floats(w);
            int go = CpuStorage.offset(w);
            if (b == null || mean == null) {
                scaled(a, at, s, gain, go, out, to, n);
            } else {
                float[] bias = CpuStorage.floats(b);
                shifted(a, at, m, s, gain, go, bias, CpuStorage.offset(b), out, to, n);
                CpuStorage.floats(mean)[CpuStorage.offset(mean) + r] = m;
            }
            CpuStorage.floats(rstd)[CpuStorage.offset(rstd) + r] = s;
        }

        private static float squares(float[] a, int at, int n, float mean) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = 0;
            for (; i <= n - 2 * LANES; i += 2 * LANES) {
                FloatVector d = FloatVector.fromArray(F, a, at + i).sub(mean);
                FloatVector e = FloatVector.fromArray(F, a, at + i + LANES).sub(mean);
                s = d.fma(d, s);
                t = e.fma(e, t);
            }
            for (; i < n; i += LANES) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector d = FloatVector.fromArray(F, a, at + i, in).sub(mean);
                s = s.blend(d.fma(d, s), in);
            }
            return Vectors.sum(s.add(t));
        }

        /** {@code y = (x - m) s w + b}. */
        private static void shifted(
                float[] x,
                int xo,
                float m,
                float s,
                float[] w,
                int wo,
                float[] b,
                int bo,
                float[] y,
                int yo,
                int n) {
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                FloatVector z = FloatVector.fromArray(F, x, xo + i).sub(m).mul(s);
                z.fma(FloatVector.fromArray(F, w, wo + i), FloatVector.fromArray(F, b, bo + i))
                        .intoArray(y, yo + i);
            }
            if (i < n) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector z = FloatVector.fromArray(F, x, xo + i, in).sub(m).mul(s);
                FloatVector gain = FloatVector.fromArray(F, w, wo + i, in);
                z.fma(gain, FloatVector.fromArray(F, b, bo + i, in)).intoArray(y, yo + i, in);
            }
        }

        /** {@code y = x s w}. */
        private static void scaled(
                float[] x, int xo, float s, float[] w, int wo, float[] y, int yo, int n) {
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                FloatVector z = FloatVector.fromArray(F, x, xo + i).mul(s);
                z.mul(FloatVector.fromArray(F, w, wo + i)).intoArray(y, yo + i);
            }
            if (i < n) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector z = FloatVector.fromArray(F, x, xo + i, in).mul(s);
                z.mul(FloatVector.fromArray(F, w, wo + i, in)).intoArray(y, yo + i, in);
            }
        }

        /**
         * One row: dx; the gradients of gain and bias are added to p at {@code po} and {@code po +
         * n}.
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
                float[] p,
                int po) {
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
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                FloatVector z = FloatVector.fromArray(F, a, xo + i).sub(m).mul(s);
                FloatVector e = FloatVector.fromArray(F, d, yo + i);
                FloatVector g = e.mul(FloatVector.fromArray(F, gain, go + i));
                sumG = sumG.add(g);
                sumGz = g.fma(z, sumGz);
                e.fma(z, FloatVector.fromArray(F, p, po + i)).intoArray(p, po + i);
                e.add(FloatVector.fromArray(F, p, po + n + i)).intoArray(p, po + n + i);
            }
            if (i < n) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector z = FloatVector.fromArray(F, a, xo + i, in).sub(m).mul(s);
                FloatVector e = FloatVector.fromArray(F, d, yo + i, in);
                FloatVector g = e.mul(FloatVector.fromArray(F, gain, go + i, in));
                sumG = sumG.add(g, in);
                sumGz = sumGz.blend(g.fma(z, sumGz), in);
                e.fma(z, FloatVector.fromArray(F, p, po + i, in)).intoArray(p, po + i, in);
                e.add(FloatVector.fromArray(F, p, po + n + i, in)).intoArray(p, po + n + i, in);
            }
            float c1 = mean == null ? 0 : Vectors.sum(sumG) / n;
            float c2 = Vectors.sum(sumGz) / n;
            for (i = 0; i <= n - LANES; i += LANES) {
                FloatVector z = FloatVector.fromArray(F, a, xo + i).sub(m).mul(s);
                FloatVector g = FloatVector.fromArray(F, d, yo + i);
                g = g.mul(FloatVector.fromArray(F, gain, go + i)).sub(c1);
                g.sub(z.mul(c2)).mul(s).intoArray(out, to + i);
            }
            if (i < n) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector z = FloatVector.fromArray(F, a, xo + i, in).sub(m).mul(s);
                FloatVector g = FloatVector.fromArray(F, d, yo + i, in);
                g = g.mul(FloatVector.fromArray(F, gain, go + i, in)).sub(c1);
                g.sub(z.mul(c2)).mul(s).intoArray(out, to + i, in);
            }
        }
    }
}
