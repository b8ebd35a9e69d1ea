package braid.kernels.cpu.neural;

import braid.kernels.Kernel;
import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Workers;
import braid.kernels.cpu.elementwise.VectorMath;
import braid.kernels.cpu.gemm.TileProduct;
import braid.kernels.cpu.neural.AttentionShape.Heads;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Attention by tiles of {@link #ROWS} queries. One unit of work is a batch row and a key head: its
 * keys (and, in the backward pass, values) are turned once, so that scores are products with dense
 * rows. The scores of a tile, {@code ROWS} × S, are all that is ever in memory. Units share
 * nothing, so any number of threads gives the same bits.
 */
final class AttentionVector {

    /** Queries in a tile: 32 rows of 256 scores are 32 KiB, an L1 cache. */
    private static final int ROWS = 32;

    private static final int KEYS = 0;
    private static final int VALUES = 1;
    private static final int SCORES = 2;
    private static final int GRADS = 3;
    private static final int TILE = 4;
    private static final int DK = 5;
    private static final int DV = 6;
    private static final int QUERY_TILE = 7;

    private AttentionVector() {}

    static void forward(
            AttentionShape s, Heads q, Heads k, Heads v, Heads y, float[] lse, int lseAt) {
        int units = s.batch() * s.kvHeads();
        Workers.shared()
                .forRange(
                        units,
                        1,
                        (w, from, to) -> {
                            for (int u = from; u < to; u++) {
                                forwardUnit(s, q, k, v, y, lse, lseAt, u);
                            }
                        });
    }

    private static void forwardUnit(
            AttentionShape s, Heads q, Heads k, Heads v, Heads y, float[] lse, int lseAt, int u) {
        int b = u / s.kvHeads();
        int g = u % s.kvHeads();
        int group = s.heads() / s.kvHeads();
        float[] kt = Scratch.floats(KEYS, s.size() * s.keys());
        turn(k, b, g, s, kt);
        float[] scores = Scratch.floats(SCORES, ROWS * s.keys());
        float[] out = Scratch.floats(TILE, ROWS * s.size());
        for (int h = g * group; h < (g + 1) * group; h++) {
            for (int t = 0; t < s.queries(); t += ROWS) {
                int rows = Math.min(ROWS, s.queries() - t);
                int n = s.visible(b, t + rows - 1);
                scores(s, q, b, h, t, rows, n, kt, scores);
                for (int r = 0; r < rows; r++) {
                    int seen = s.visible(b, t + r);
                    float log = softmax(scores, r * s.keys(), seen, n, (float) s.scale());
                    lse[lseAt + (b * s.heads() + h) * s.queries() + t + r] = log;
                }
                int vo = v.at(b, 0, g);
                TileProduct.run(
                        rows,
                        s.size(),
                        n,
                        scores,
                        0,
                        s.keys(),
                        1,
                        v.floats(),
                        vo,
                        v.tokenStride(),
                        out,
                        0,
                        s.size(),
                        false);
                for (int r = 0; r < rows; r++) {
                    int at = y.at(b, t + r, h);
                    System.arraycopy(out, r * s.size(), y.floats(), at, s.size());
                }
            }
        }
    }

    /** Heads of one unit, turned: element d of token j at {@code d·S + j}. */
    private static void turn(Heads x, int b, int g, AttentionShape s, float[] to) {
        float[] from = x.floats();
        for (int j = 0; j < s.keys(); j++) {
            int at = x.at(b, j, g);
            for (int d = 0; d < s.size(); d++) {
                to[d * s.keys() + j] = from[at + d];
            }
        }
    }

    private static void scores(
            AttentionShape s,
            Heads q,
            int b,
            int h,
            int t,
            int rows,
            int n,
            float[] kt,
            float[] scores) {
        TileProduct.run(
                rows,
                n,
                s.size(),
                q.floats(),
                q.at(b, t, h),
                q.tokenStride(),
                1,
                kt,
                0,
                s.keys(),
                scores,
                0,
                s.keys(),
                false);
    }

    /**
     * Turns one row of raw scores into probabilities, 0 from {@code seen} to {@code n}; gives their
     * log-sum.
     */
    private static float softmax(float[] x, int at, int seen, int n, float scale) {
        if (seen == 0) {
            Arrays.fill(x, at, at + n, 0);
            return 0;
        }
        float max = LogSoftmaxKernel.Vector.max(x, at, seen) * scale;
        FloatVector sum = FloatVector.zero(F);
        int i = 0;
        for (; i <= seen - LANES; i += LANES) {
            FloatVector e = VectorMath.exp(FloatVector.fromArray(F, x, at + i).mul(scale).sub(max));
            e.intoArray(x, at + i);
            sum = sum.add(e);
        }
        if (i < seen) {
            VectorMask<Float> in = F.indexInRange(i, seen);
            FloatVector e =
                    VectorMath.exp(FloatVector.fromArray(F, x, at + i, in).mul(scale).sub(max));
            e.intoArray(x, at + i, in);
            sum = sum.add(e, in);
        }
        Arrays.fill(x, at + seen, at + n, 0);
        float total = sum.reduceLanes(VectorOperators.ADD);
        float factor = 1 / total;
        for (i = 0; i < seen; i += LANES) {
            VectorMask<Float> in = F.indexInRange(i, seen);
            FloatVector.fromArray(F, x, at + i, in).mul(factor).intoArray(x, at + i, in);
        }
        return max + (float) Math.log(total);
    }

    static void backward(
            AttentionShape s,
            Heads q,
            Heads k,
            Heads v,
            Heads y,
            float[] lse,
            int lseAt,
            Heads dy,
            Heads dq,
            Heads dk,
            Heads dv) {
        int units = s.batch() * s.kvHeads();
        Workers.shared()
                .forRange(
                        units,
                        1,
                        (w, from, to) -> {
                            for (int u = from; u < to; u++) {
                                backwardUnit(s, q, k, v, y, lse, lseAt, dy, dq, dk, dv, u);
                            }
                        });
    }

    @Kernel
    private static void backwardUnit(
            AttentionShape s,
            Heads q,
            Heads k,
            Heads v,
            Heads y,
            float[] lse,
            int lseAt,
            Heads dy,
            Heads dq,
            Heads dk,
            Heads dv,
            int u) {
        int b = u / s.kvHeads();
        int g = u % s.kvHeads();
        int group = s.heads() / s.kvHeads();
        int size = s.size();
        float[] kt = Scratch.floats(KEYS, size * s.keys());
        float[] vt = Scratch.floats(VALUES, size * s.keys());
        turn(k, b, g, s, kt);
        turn(v, b, g, s, vt);
        float[] p = Scratch.floats(SCORES, ROWS * s.keys());
        float[] ds = Scratch.floats(GRADS, ROWS * s.keys());
        float[] dqTile = Scratch.floats(QUERY_TILE, ROWS * size);
        float[] dkSum = Scratch.floats(DK, size * s.keys());
        float[] dvSum = Scratch.floats(DV, size * s.keys());
        Arrays.fill(dkSum, 0, size * s.keys(), 0);
        Arrays.fill(dvSum, 0, size * s.keys(), 0);
        for (int h = g * group; h < (g + 1) * group; h++) {
            for (int t = 0; t < s.queries(); t += ROWS) {
                int rows = Math.min(ROWS, s.queries() - t);
                int n = s.visible(b, t + rows - 1);
                scores(s, q, b, h, t, rows, n, kt, p);
                TileProduct.run(
                        rows,
                        n,
                        size,
                        dy.floats(),
                        dy.at(b, t, h),
                        dy.tokenStride(),
                        1,
                        vt,
                        0,
                        s.keys(),
                        ds,
                        0,
                        s.keys(),
                        false);
                for (int r = 0; r < rows; r++) {
                    float log = lse[lseAt + (b * s.heads() + h) * s.queries() + t + r];
                    float delta = dot(dy, dy.at(b, t + r, h), y, y.at(b, t + r, h), size);
                    int seen = s.visible(b, t + r);
                    gradient(p, ds, r * s.keys(), seen, n, log, delta, (float) s.scale());
                }
                // dV += Pᵀ dO, dK += dSᵀ Q, dQ = dS K
                TileProduct.run(
                        n,
                        size,
                        rows,
                        p,
                        0,
                        1,
                        s.keys(),
                        dy.floats(),
                        dy.at(b, t, h),
                        dy.tokenStride(),
                        dvSum,
                        0,
                        size,
                        true);
                TileProduct.run(
                        n,
                        size,
                        rows,
                        ds,
                        0,
                        1,
                        s.keys(),
                        q.floats(),
                        q.at(b, t, h),
                        q.tokenStride(),
                        dkSum,
                        0,
                        size,
                        true);
                TileProduct.run(
                        rows,
                        size,
                        n,
                        ds,
                        0,
                        s.keys(),
                        1,
                        k.floats(),
                        k.at(b, 0, g),
                        k.tokenStride(),
                        dqTile,
                        0,
                        size,
                        false);
                for (int r = 0; r < rows; r++) {
                    int at = dq.at(b, t + r, h);
                    System.arraycopy(dqTile, r * size, dq.floats(), at, size);
                }
            }
        }
        for (int j = 0; j < s.keys(); j++) {
            System.arraycopy(dkSum, j * size, dk.floats(), dk.at(b, j, g), size);
            System.arraycopy(dvSum, j * size, dv.floats(), dv.at(b, j, g), size);
        }
    }

    /**
     * One row: raw scores to P, and dP to dS = scale P (dP - delta); 0 from {@code seen} to {@code
     * n}.
     */
    private static void gradient(
            float[] p, float[] ds, int at, int seen, int n, float log, float delta, float scale) {
        int i = 0;
        for (; i <= seen - LANES; i += LANES) {
            FloatVector e = VectorMath.exp(FloatVector.fromArray(F, p, at + i).mul(scale).sub(log));
            e.intoArray(p, at + i);
            FloatVector d = FloatVector.fromArray(F, ds, at + i).sub(delta).mul(e).mul(scale);
            d.intoArray(ds, at + i);
        }
        if (i < seen) {
            VectorMask<Float> in = F.indexInRange(i, seen);
            FloatVector e =
                    VectorMath.exp(FloatVector.fromArray(F, p, at + i, in).mul(scale).sub(log));
            e.intoArray(p, at + i, in);
            FloatVector d = FloatVector.fromArray(F, ds, at + i, in).sub(delta).mul(e).mul(scale);
            d.intoArray(ds, at + i, in);
        }
        Arrays.fill(p, at + seen, at + n, 0);
        Arrays.fill(ds, at + seen, at + n, 0);
    }

    private static float dot(Heads x, int xo, Heads y, int yo, int n) {
        float[] a = x.floats();
        float[] b = y.floats();
        FloatVector s = FloatVector.zero(F);
        for (int i = 0; i < n; i += LANES) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector u = FloatVector.fromArray(F, a, xo + i, in);
            s = u.fma(FloatVector.fromArray(F, b, yo + i, in), s);
        }
        return s.reduceLanes(VectorOperators.ADD);
    }
}
