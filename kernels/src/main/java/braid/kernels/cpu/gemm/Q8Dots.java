package braid.kernels.cpu.gemm;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.Kernel;
import braid.kernels.cpu.Vectors;
import braid.kernels.cpu.Workers;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products {@code X Wᵀ} of few rows with a weight in blocks of 32 bytes that share a scale (Q8_0 of
 * GGML). A block's products are summed before its scale is applied.
 */
public final class Q8Dots {

    private static final int GRAIN = 1 << 15;
    private static final int BLOCK = 32;
    private static final int ZERO = 128;

    private final int many;
    private final int k;
    private final int blocks;
    private final int whole;
    private final float[] x;
    private final byte[] q;
    private final int qo;
    private final short[] s;
    private final int so;
    private final float[] c;

    private Q8Dots(int many, int k, float[] x, byte[] q, int qo, short[] s, int so, float[] c) {
        this.many = many;
        this.k = k;
        this.x = x;
        this.q = q;
        this.qo = qo;
        this.s = s;
        this.so = so;
        this.c = c;
        blocks = Math.ceilDiv(k, BLOCK);
        // Vectors of bytes have at least 64 bits, so of fewer floats there are none.
        whole = LANES >= Long.BYTES && LANES <= BLOCK ? k / BLOCK : 0;
    }

    /**
     * Computes {@code C = X Wᵀ}; all matrices are dense and row-major.
     *
     * @param few rows of X (few, k)
     * @param many rows of W (many, k); C is (few, many)
     * @param q W's numbers, of which 128 stands for zero
     * @param s scales in F16, ⌈k / 32⌉ a row
     * @param xo first element of X, as {@code qo}, {@code so} and {@code co} of the others
     */
    public static void run(
            int few,
            int many,
            int k,
            float[] x,
            int xo,
            byte[] q,
            int qo,
            short[] s,
            int so,
            float[] c,
            int co) {
        Gemm.window("X", x.length, xo, k, few, k);
        Gemm.window("W", q.length, qo, k, many, k);
        int blocks = Math.ceilDiv(k, BLOCK);
        Gemm.window("the scales", s.length, so, blocks, many, blocks);
        Gemm.window("C", c.length, co, many, few, many);
        var dots = new Q8Dots(many, k, x, q, qo, s, so, c);
        Workers.shared()
                .forRange(
                        many,
                        Math.max(1, GRAIN / Math.max(1, few * k)),
                        (worker, from, to) -> dots.rows(few, xo, co, from, to));
    }

    /** Two rows of W at a time, far apart, as {@link Bf16Dots} has it; the last may be alone. */
    private void rows(int few, int xo, int co, int from, int to) {
        int half = (to - from) / 2;
        float[] pair = new float[2];
        for (int j = from; j < from + half; j++) {
            rows(few, xo, co, j, j + half, pair);
        }
        for (int j = from + 2 * half; j < to; j++) {
            rows(few, xo, co, j, j, pair);
        }
    }

    private void rows(int few, int xo, int co, int j0, int j1, float[] pair) {
        int q0 = qo + j0 * k;
        int q1 = qo + j1 * k;
        int s0 = so + j0 * blocks;
        int s1 = so + j1 * blocks;
        for (int i = 0; i < few; i++) {
            int row = xo + i * k;
            if (whole > 0) {
                Vector.two(x, row, q, q0, q1, s, s0, s1, whole, pair);
            }
            c[co + i * many + j0] = pair[0] + rest(row, q0, s0);
            c[co + i * many + j1] = pair[1] + rest(row, q1, s1);
        }
    }

    /** What is behind whole blocks. */
    private float rest(int xo, int qAt, int sAt) {
        float sum = 0;
        for (int l = whole * BLOCK; l < k; l++) {
            float scale = Float.float16ToFloat(s[sAt + l / BLOCK]);
            sum = Math.fma(x[xo + l], ((q[qAt + l] & 0xFF) - ZERO) * scale, sum);
        }
        return sum;
    }

    private static final class Vector {

        private static final VectorSpecies<Byte> B =
                VectorSpecies.of(byte.class, VectorShape.forBitSize(LANES * Byte.SIZE));

        /** Dot products of x with two rows; sums of two blocks in turns. */
        @Kernel
        static void two(
                float[] x,
                int xo,
                byte[] q,
                int q0,
                int q1,
                short[] s,
                int s0,
                int s1,
                int blocks,
                float[] dots) {
            FloatVector a = FloatVector.zero(F);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            int i = 0;
            for (; i <= blocks - 2; i += 2) {
                int at = i * BLOCK;
                a = block(x, xo + at, q, q0 + at).fma(scale(s, s0 + i), a);
                b = block(x, xo + at, q, q1 + at).fma(scale(s, s1 + i), b);
                at += BLOCK;
                c = block(x, xo + at, q, q0 + at).fma(scale(s, s0 + i + 1), c);
                d = block(x, xo + at, q, q1 + at).fma(scale(s, s1 + i + 1), d);
            }
            if (i < blocks) {
                int at = i * BLOCK;
                a = block(x, xo + at, q, q0 + at).fma(scale(s, s0 + i), a);
                b = block(x, xo + at, q, q1 + at).fma(scale(s, s1 + i), b);
            }
            dots[0] = Vectors.sum(a.add(c));
            dots[1] = Vectors.sum(b.add(d));
        }

        private static FloatVector scale(short[] s, int at) {
            return FloatVector.broadcast(F, Float.float16ToFloat(s[at]));
        }

        private static FloatVector block(float[] x, int xo, byte[] q, int qo) {
            FloatVector sum = FloatVector.fromArray(F, x, xo).mul(load(q, qo));
            for (int k = LANES; k < BLOCK; k += LANES) {
                sum = FloatVector.fromArray(F, x, xo + k).fma(load(q, qo + k), sum);
            }
            return sum;
        }

        private static FloatVector load(byte[] q, int at) {
            ByteVector signed =
                    ByteVector.fromArray(B, q, at).lanewise(VectorOperators.XOR, (byte) ZERO);
            return (FloatVector) signed.convertShape(VectorOperators.B2F, F, 0);
        }
    }
}
