package braid.kernels.cpu.elementwise;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Workers;
import braid.tensor.Tensor;
import braid.tensor.op.Dropout;
import braid.tensor.random.Philox;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** {@link Dropout}: four elements a block of the generator. */
final class DropoutKernel {

    private static final int BLOCK = 4;
    private static final int GRAIN = 8192;

    private DropoutKernel() {}

    static void run(Dropout op, Tensor x, Tensor y, boolean fast) {
        Tensor from = Contiguity.of(x);
        Tensor to = y.isContiguous() ? y : Contiguity.scratch(y);
        int n = (int) y.numel();
        if (fast) {
            Vector.run(op, from, to, n);
        } else {
            reference(op, from, to, n);
        }
        Contiguity.store(to, y);
    }

    private static void reference(Dropout op, Tensor x, Tensor y, int n) {
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        int xo = CpuStorage.offset(x);
        int yo = CpuStorage.offset(y);
        double scale = 1 / (1 - op.p());
        int[] words = new int[BLOCK];
        for (int i = 0; i < n; i++) {
            if (i % BLOCK == 0) {
                long block = (op.position() + i) / BLOCK;
                Philox.block(op.seed(), op.stream(), block, words, 0);
            }
            boolean kept = Philox.uniform(words[i % BLOCK]) >= op.p();
            b.set(yo + i, kept ? a.get(xo + i) * scale : 0);
        }
    }

    /** A block in every lane of 64 bits, which hold the products of {@link Philox}. */
    private static final class Vector {

        private static final VectorSpecies<Long> L = VectorSpecies.of(long.class, F.vectorShape());

        /** Elements that the blocks of one vector serve. */
        private static final int STEP = BLOCK * L.length();

        private static final long LOW = 0xFFFF_FFFFL;
        private static final long M0 = 0xD2511F53L;
        private static final long M1 = 0xCD9E8D57L;
        private static final long W0 = 0x9E3779B9L;
        private static final long W1 = 0xBB67AE85L;
        private static final int ROUNDS = 10;

        /** The first halves of two vectors, lane by lane in turn; then the second halves. */
        private static final VectorShuffle<Long> FIRST = interleave(0);

        private static final VectorShuffle<Long> SECOND = interleave(L.length() / 2);

        private static VectorShuffle<Long> interleave(int from) {
            return VectorShuffle.fromOp(L, i -> from + i / 2 + i % 2 * L.length());
        }

        static void run(Dropout op, Tensor x, Tensor y, int n) {
            int steps = n / STEP;
            Workers.shared()
                    .forRange(
                            steps,
                            GRAIN / STEP,
                            (w, from, to) -> part(op, x, y, from * STEP, to * STEP));
            rest(op, x, y, steps * STEP, n);
        }

        private static void rest(Dropout op, Tensor x, Tensor y, int first, int end) {
            float[] a = CpuStorage.floats(x);
            float[] b = CpuStorage.floats(y);
            int xo = CpuStorage.offset(x);
            int yo = CpuStorage.offset(y);
            float scale = (float) (1 / (1 - op.p()));
            for (int i = first; i < end; i++) {
                int word = Philox.word(op.seed(), op.stream(), op.position() + i);
                b[yo + i] = Philox.uniform(word) >= op.p() ? a[xo + i] * scale : 0;
            }
        }

        private static void part(Dropout op, Tensor x, Tensor y, int first, int end) {
            float[] a = CpuStorage.floats(x);
            float[] b = CpuStorage.floats(y);
            int xo = CpuStorage.offset(x);
            int yo = CpuStorage.offset(y);
            float scale = (float) (1 / (1 - op.p()));
            // k / 2^24 >= p as k >= p 2^24, which does not round.
            int threshold = (int) Math.ceil(op.p() * 0x1p24);
            LongVector lanes = LongVector.zero(L).addIndex(1);
            for (int i = first; i < end; i += STEP) {
                LongVector block = lanes.add((op.position() + i) / BLOCK);
                LongVector c0 = block.and(LOW);
                LongVector c1 = block.lanewise(VectorOperators.LSHR, 32);
                LongVector c2 = LongVector.broadcast(L, op.stream() & LOW);
                LongVector c3 = LongVector.broadcast(L, op.stream() >>> 32);
                long k0 = op.seed() & LOW;
                long k1 = op.seed() >>> 32;
                for (int r = 0; r < ROUNDS; r++) {
                    LongVector p0 = c0.mul(M0);
                    LongVector p1 = c2.mul(M1);
                    c0 = p1.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c1);
                    c0 = c0.lanewise(VectorOperators.XOR, k0);
                    c1 = p1.and(LOW);
                    c2 = p0.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c3);
                    c2 = c2.lanewise(VectorOperators.XOR, k1);
                    c3 = p0.and(LOW);
                    k0 = k0 + W0 & LOW;
                    k1 = k1 + W1 & LOW;
                }
                LongVector c01 = c1.lanewise(VectorOperators.LSHL, 32).or(c0);
                LongVector c23 = c3.lanewise(VectorOperators.LSHL, 32).or(c2);
                int half = i + LANES;
                keep(c01.rearrange(FIRST, c23), threshold, scale, a, xo + i, b, yo + i);
                keep(c01.rearrange(SECOND, c23), threshold, scale, a, xo + half, b, yo + half);
            }
        }

        private static void keep(
                LongVector words,
                int threshold,
                float scale,
                float[] x,
                int xo,
                float[] y,
                int yo) {
            IntVector upper = words.reinterpretAsInts().lanewise(VectorOperators.LSHR, 8);
            VectorMask<Float> kept = upper.compare(VectorOperators.GE, threshold).cast(F);
            FloatVector scaled = FloatVector.fromArray(F, x, xo).mul(scale);
            FloatVector.zero(F).blend(scaled, kept).intoArray(y, yo);
        }
    }
}
