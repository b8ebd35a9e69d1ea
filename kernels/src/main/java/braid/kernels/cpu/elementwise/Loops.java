package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Rows;
import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Workers;
import braid.tensor.Tensor;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Brings operands of any shape and layout to loops over whole vectors of contiguous floats. What is
 * row-major in all operands goes straight to the loop; an operand that is repeated or strided along
 * a row is first filled or gathered into a buffer that stays in the L1 cache. The last elements of
 * a run, fewer than a vector, are padded.
 */
final class Loops {

    /** Elements that a thread takes at least: below, waking it costs more than it saves. */
    private static final int GRAIN = 8192;

    /** Longest run: three of 4 KiB fit the L1 cache. A multiple of every vector length. */
    private static final int RUN = 1024;

    private static final int BUFFER_X = 0;
    private static final int BUFFER_Y = 1;
    private static final int BUFFER_Z = 2;
    private static final int PADDED = 3;

    private Loops() {}

    /**
     * A loop over contiguous floats of two operands and the result. It holds no tail: C2 stops
     * inlining the Vector API after some 45 operations in a method, and then allocates every
     * vector.
     */
    @FunctionalInterface
    interface Loop {
        /**
         * @param n a multiple of the vector length
         */
        void run(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n);
    }

    /** {@code z = f(x, y)}, all broadcast to z's shape; z may be x or y. */
    static void vector(Tensor x, Tensor y, Tensor z, Loop loop) {
        int n = (int) z.numel();
        if (n == 0) {
            return;
        }
        if (z.isContiguous() && isFlat(x, z) && isFlat(y, z)) {
            flat(x, y, z, n, loop);
        } else {
            rows(near(x), near(y), z, loop);
        }
    }

    /** A row-major copy of a large operand whose neighbours lie apart: tiles beat gathers. */
    private static Tensor near(Tensor t) {
        boolean far = t.rank() > 0 && t.dim(-1) > 1 && t.layout().stride(-1) > 1;
        return far && t.numel() > RUN ? Contiguity.of(t) : t;
    }

    private static boolean isFlat(Tensor t, Tensor z) {
        return t.isContiguous() && t.shape().equals(z.shape());
    }

    private static void flat(Tensor x, Tensor y, Tensor z, int n, Loop loop) {
        float[] a = CpuStorage.floats(x);
        float[] b = CpuStorage.floats(y);
        float[] c = CpuStorage.floats(z);
        int xo = CpuStorage.offset(x);
        int yo = CpuStorage.offset(y);
        int zo = CpuStorage.offset(z);
        if (n < 2 * GRAIN) {
            run(a, xo, b, yo, c, zo, n, loop);
            return;
        }
        Workers.shared()
                .forRange(
                        (n + RUN - 1) / RUN,
                        GRAIN / RUN,
                        (w, from, to) -> {
                            int at = from * RUN;
                            int m = Math.min(to * RUN, n) - at;
                            run(a, xo + at, b, yo + at, c, zo + at, m, loop);
                        });
    }

    private static void rows(Tensor x, Tensor y, Tensor z, Loop loop) {
        var rows = new Rows(x, y, z);
        float[] a = CpuStorage.floats(x);
        float[] b = CpuStorage.floats(y);
        float[] c = CpuStorage.floats(z);
        rows.forEach(RUN, GRAIN, (row, from, n) -> run(a, b, c, rows, row, from, n, loop));
    }

    /** Elements {@code from} to {@code from + n} of a row. */
    private static void run(
            float[] x,
            float[] y,
            float[] z,
            Rows rows,
            Rows.Cursor row,
            int from,
            int n,
            Loop loop) {
        int sx = rows.step(0);
        int sy = rows.step(1);
        int sz = rows.step(2);
        int xo = row.at(0) + from * sx;
        int yo = row.at(1) + from * sy;
        int zo = row.at(2) + from * sz;
        float[] a = sx == 1 ? x : gather(x, xo, sx, n, BUFFER_X);
        float[] b = sy == 1 ? y : gather(y, yo, sy, n, BUFFER_Y);
        xo = sx == 1 ? xo : 0;
        yo = sy == 1 ? yo : 0;
        if (sz == 1) {
            run(a, xo, b, yo, z, zo, n, loop);
            return;
        }
        float[] result = Scratch.floats(BUFFER_Z, RUN);
        run(a, xo, b, yo, result, 0, n, loop);
        for (int k = 0; k < n; k++) {
            z[zo + k * sz] = result[k];
        }
    }

    private static float[] gather(float[] from, int at, int stride, int n, int slot) {
        float[] to = Scratch.floats(slot, RUN);
        if (stride == 0) {
            Arrays.fill(to, 0, n, from[at]);
        } else {
            for (int k = 0; k < n; k++) {
                to[k] = from[at + k * stride];
            }
        }
        return to;
    }

    /** Whole vectors in place, the rest padded to a vector. */
    private static void run(
            float[] x, int xo, float[] y, int yo, float[] z, int zo, int n, Loop loop) {
        int rest = n % LANES;
        int whole = n - rest;
        if (whole > 0) {
            loop.run(x, xo, y, yo, z, zo, whole);
        }
        if (rest > 0) {
            float[] padded = Scratch.floats(PADDED, 3 * LANES);
            System.arraycopy(x, xo + whole, padded, 0, rest);
            System.arraycopy(y, yo + whole, padded, LANES, rest);
            loop.run(padded, 0, padded, LANES, padded, 2 * LANES, LANES);
            System.arraycopy(padded, 2 * LANES, z, zo + whole, rest);
        }
    }

    /** {@code x = f(x)} for n contiguous floats, on this thread. */
    static void inPlace(UnaryKernel k, float[] x, int at, int n) {
        int rest = n % LANES;
        int whole = n - rest;
        if (whole > 0) {
            k.forward(x, at, x, at, whole);
        }
        if (rest > 0) {
            float[] padded = Scratch.floats(PADDED, LANES);
            System.arraycopy(x, at + whole, padded, 0, rest);
            k.forward(padded, 0, padded, 0, LANES);
            System.arraycopy(padded, 0, x, at + whole, rest);
        }
    }

    /** {@code y = f(x)} element by element, in double arithmetic. */
    static void reference(Tensor x, Tensor y, DoubleUnaryOperator f) {
        reference(x, x, y, (a, b) -> f.applyAsDouble(a));
    }

    /** {@code z = f(x, y)} element by element, in double arithmetic. */
    static void reference(Tensor x, Tensor y, Tensor z, DoubleBinaryOperator f) {
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        Reals c = Reals.of(z);
        var rows = new Rows(x, y, z);
        rows.forEachInOrder((row, from, n) -> {
            int xo = row.at(0);
            int yo = row.at(1);
            int zo = row.at(2);
            for (int i = 0; i < n; i++) {
                double u = a.get(xo + i * rows.step(0));
                double v = b.get(yo + i * rows.step(1));
                c.set(zo + i * rows.step(2), f.applyAsDouble(u, v));
            }
        });
    }
}
