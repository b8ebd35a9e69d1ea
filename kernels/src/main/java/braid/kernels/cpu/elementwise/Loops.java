package braid.kernels.cpu.elementwise;

import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Workers;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Brings operands of any shape and layout to loops over contiguous floats. Where all are row-major,
 * ranges go straight to the loop. Otherwise the output is cut into runs along its last axis; an
 * operand that is repeated or strided there is filled or gathered into a run of its own that stays
 * in the L1 cache.
 */
final class Loops {

    /** Least elements a thread takes: below, waking it costs more than it saves. */
    private static final int GRAIN = 8192;

    /** Longest run: three of 4 KiB fit the L1 cache. */
    private static final int RUN = 1024;

    private Loops() {}

    /** A loop over n contiguous floats of two operands and the result. */
    @FunctionalInterface
    interface Loop {
        void run(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n);
    }

    /** {@code z = f(x, y)}, all broadcast to z's shape. */
    static void vector(Tensor x, Tensor y, Tensor z, Loop loop) {
        float[] a = CpuStorage.floats(x);
        float[] b = CpuStorage.floats(y);
        float[] c = CpuStorage.floats(z);
        int n = (int) z.numel();
        boolean flat = isFlat(x, z) && isFlat(y, z) && z.isContiguous();
        if (flat) {
            int xo = CpuStorage.offset(x);
            int yo = CpuStorage.offset(y);
            int zo = CpuStorage.offset(z);
            if (n <= GRAIN) {
                loop.run(a, xo, b, yo, c, zo, n);
            } else {
                Workers.shared()
                        .forRange(
                                n,
                                GRAIN,
                                (w, from, to) ->
                                        loop.run(
                                                a, xo + from, b, yo + from, c, zo + from,
                                                to - from));
            }
        } else if (n > 0) {
            runs(x, y, z, loop);
        }
    }

    private static boolean isFlat(Tensor t, Tensor z) {
        return t.isContiguous() && t.shape().equals(z.shape());
    }

    private static void runs(Tensor x, Tensor y, Tensor z, Loop loop) {
        Shape shape = z.rank() == 0 ? Shape.of(1) : z.shape();
        int last = shape.rank() - 1;
        int width = shape.dim(last);
        Shape outer = shape.head(last);
        Layout lx = x.layout().expand(shape);
        Layout ly = y.layout().expand(shape);
        Layout lz = z.layout().expand(shape);
        int rows = (int) outer.numel();
        Workers.shared()
                .forRange(
                        rows,
                        Math.max(1, GRAIN / width),
                        (w, from, to) -> {
                            var o = new Odometer(outer, row(lx), row(ly), row(lz));
                            o.skip(from);
                            for (int r = from; r < to; r++) {
                                for (int i = 0; i < width; i += RUN) {
                                    int n = Math.min(RUN, width - i);
                                    run(x, y, z, lx, ly, lz, o, i, n, loop);
                                }
                                o.next();
                            }
                        });
    }

    /** The layout of a matrix of rows: the last axis dropped. */
    private static Layout row(Layout l) {
        int last = l.shape().rank() - 1;
        return new Layout(l.shape().head(last), Arrays.copyOf(l.strides(), last), l.offset());
    }

    private static void run(
            Tensor x,
            Tensor y,
            Tensor z,
            Layout lx,
            Layout ly,
            Layout lz,
            Odometer o,
            int i,
            int n,
            Loop loop) {
        int sx = (int) lx.stride(-1);
        int sy = (int) ly.stride(-1);
        int sz = (int) lz.stride(-1);
        float[] a = CpuStorage.floats(x);
        float[] b = CpuStorage.floats(y);
        float[] c = CpuStorage.floats(z);
        int xo = o.position(0) + i * sx;
        int yo = o.position(1) + i * sy;
        int zo = o.position(2) + i * sz;
        if (sx != 1) {
            a = gather(a, xo, sx, n, 0);
            xo = 0;
        }
        if (sy != 1) {
            b = gather(b, yo, sy, n, 1);
            yo = 0;
        }
        if (sz == 1) {
            loop.run(a, xo, b, yo, c, zo, n);
        } else {
            float[] t = Scratch.floats(2, RUN);
            loop.run(a, xo, b, yo, t, 0, n);
            for (int k = 0; k < n; k++) {
                c[zo + k * sz] = t[k];
            }
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

    /** {@code y = f(x)} element by element, in double arithmetic. */
    static void reference(Tensor x, Tensor y, DoubleUnaryOperator f) {
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        var o = new Odometer(y.shape(), x.layout(), y.layout());
        for (long i = y.numel(); i > 0; i--) {
            b.set(o.position(1), f.applyAsDouble(a.get(o.position(0))));
            o.next();
        }
    }

    /** {@code z = f(x, y)} element by element, in double arithmetic. */
    static void reference(Tensor x, Tensor y, Tensor z, DoubleBinaryOperator f) {
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        Reals c = Reals.of(z);
        var o = new Odometer(z.shape(), x.layout(), y.layout(), z.layout());
        for (long i = z.numel(); i > 0; i--) {
            c.set(o.position(2), f.applyAsDouble(a.get(o.position(0)), b.get(o.position(1))));
            o.next();
        }
    }
}
