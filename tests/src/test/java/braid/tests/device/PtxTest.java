package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.kernels.device.Program;
import braid.tensor.Device;
import braid.tests.op.rig.Devices;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the instructions of PTX that kernels use do, against plain loops: on the stand-in whether it
 * knows them, on a GPU whether the stand-in is right.
 */
final class PtxTest {

    private static final int WARP = 32;

    @BeforeEach
    void itIsThere() {
        String absent = Devices.absent("cuda");
        assumeTrue(absent.isEmpty(), absent);
    }

    private static int[] run(Map<String, String> macros, String kernel, int[] x, int results) {
        Program program = new Program(List.of("ptx.cu"), macros);
        return Drivers.run(Drivers.of(Device.parse("cuda:0")), program, kernel, WARP, x, results);
    }

    private static int[] run(String kernel, int[] x, int results) {
        return run(Map.of(), kernel, x, results);
    }

    /** The numbers of tensor cores. */
    private enum Format {
        TF32("m16n8k8.row.col.f32.tf32.tf32.f32", 8, 1, i -> Float.intBitsToFloat(i & ~0x1FFF)),
        BF16("m16n8k16.row.col.f32.bf16.bf16.f32", 16, 2, i -> Float.intBitsToFloat(i << 16)),
        F16("m16n8k16.row.col.f32.f16.f16.f32", 16, 2, i -> Float.float16ToFloat((short) i));

        final String suffix;
        final int k;
        final int perWord;
        final IntFunction<Float> value;

        Format(String suffix, int k, int perWord, IntFunction<Float> value) {
            this.suffix = suffix;
            this.k = k;
            this.perWord = perWord;
            this.value = value;
        }

        /** Bits of it: for TF32 with some below, that are not to be read. */
        int bits(float v, Random random) {
            return switch (this) {
                case TF32 -> Float.floatToIntBits(v) & ~0x1FFF | random.nextInt(0x2000);
                case BF16 -> Float.floatToIntBits(v) >>> 16;
                case F16 -> Float.floatToFloat16(v) & 0xFFFF;
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void mmaIsAProduct(Format n) {
        Random random = new Random(n.ordinal());
        int[] a = IntStream.range(0, 16 * n.k).map(i -> bits(n, random)).toArray();
        int[] b = IntStream.range(0, n.k * 8).map(i -> bits(n, random)).toArray();
        int[] c = IntStream.range(0, 16 * 8).map(i -> i - 64).toArray();
        int[] x =
                Stream.of(
                                packed(a, n.perWord),
                                packed(b, n.perWord),
                                Arrays.stream(c).map(v -> Float.floatToIntBits(v)).toArray())
                        .flatMapToInt(Arrays::stream)
                        .toArray();
        Map<String, String> macros =
                Map.of(
                        "MMA",
                        "\"mma.sync.aligned." + n.suffix + "\"",
                        "K",
                        Integer.toString(n.k),
                        "PER",
                        Integer.toString(n.perWord));
        int[] y = run(macros, "mma", x, 16 * 8);
        for (int i = 0; i < 16 * 8; i++) {
            double sum = c[i];
            for (int k = 0; k < n.k; k++) {
                sum += n.value.apply(a[i / 8 * n.k + k]) * n.value.apply(b[k * 8 + i % 8]);
            }
            // Small integers over 8: exact in any order.
            assertThat(Float.intBitsToFloat(y[i])).as("element " + i).isEqualTo((float) sum);
        }
    }

    private static int bits(Format n, Random random) {
        return n.bits((random.nextInt(41) - 20) / 8f, random);
    }

    /** As they lie in memory. */
    private static int[] packed(int[] bits, int perWord) {
        return perWord == 1
                ? bits
                : IntStream.range(0, bits.length / 2)
                        .map(i -> bits[2 * i] | bits[2 * i + 1] << 16)
                        .toArray();
    }

    @ParameterizedTest
    @CsvSource({"1,''", "2,''", "4,''", "1,.trans", "2,.trans", "4,.trans"})
    void ldmatrixDistributesRowsOrColumns(int count, String transposed) {
        int[] numbers = IntStream.range(0, 32 * 8).map(i -> 257 * i % 65_521).toArray();
        Map<String, String> macros =
                Map.of("LDMATRIX", Integer.toString(count), "TRANSPOSED", "\"" + transposed + "\"");
        int[] y = run(macros, "ldmatrix", packed(numbers, 2), 32 * 4);
        for (int i = 0; i < 32 * 4; i++) {
            int lane = i / 4;
            int first = i % 4 * 64 + (transposed.isEmpty() ? 2 * lane : lane % 4 * 16 + lane / 4);
            int second = first + (transposed.isEmpty() ? 1 : 8);
            int expected = i % 4 < count ? numbers[first] | numbers[second] << 16 : 0;
            assertThat(y[i]).as("register %d of lane %d", i % 4, lane).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"ca,4", "ca,8", "ca,16", "cg,16"})
    void cpAsyncCopiesAndFillsWithZeros(String cache, int size) {
        int words = size / 4;
        int[] x = IntStream.range(0, 32 * words).map(i -> 0x01010101 * (i + 1)).toArray();
        Map<String, String> macros =
                Map.of(
                        "CACHE",
                        "\"" + cache + "\"",
                        "SIZE",
                        Integer.toString(size),
                        "SIZE_TEXT",
                        "\"" + size + "\"");
        int[] y = run(macros, "copy", x, 3 * 32 * words);
        for (int i = 0; i < y.length; i++) {
            int group = i / (32 * words);
            int thread = 31 - i / words % 32;
            int bytes = group == 0 ? size : group == 1 ? Math.min(thread, size) : 0;
            int copied = Math.clamp(bytes - i % words * 4, 0, 4);
            int mask = (int) ((1L << 8 * copied) - 1);
            assertThat(y[i])
                    .as("word %d of thread %d, group %d", i % words, thread, group)
                    .isEqualTo(x[thread * words + i % words] & mask);
        }
    }

    @Test
    void conversionsRoundToNearest() {
        float[] x = {
            0,
            -0f,
            1,
            1 + 0x1p-11f, // half of the last bit of TF32
            1 + 0x3p-11f,
            -1 - 0x1p-11f,
            1 + 0x1p-11f - 0x1p-23f,
            1 + 0x1p-8f, // half of that of BF16
            1 + 0x3p-8f,
            1 + 0x1p-8f + 0x1p-23f,
            65_504,
            65_520, // half of what F16 has to infinity
            -65_519,
            0x1p-14f,
            0x1p-25f, // half of the smallest of F16
            0x3p-25f,
            Float.MIN_NORMAL,
            Float.MAX_VALUE,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY
        };
        x = Arrays.copyOf(x, WARP);
        for (int i = 20; i < WARP; i++) {
            x[i] = (float) Math.sin(i) * 100;
        }
        int[] bits = new int[WARP];
        for (int i = 0; i < WARP; i++) {
            bits[i] = Float.floatToRawIntBits(x[i]);
        }
        int[] y = run("convert", bits, 3 * WARP);
        for (int i = 0; i < WARP; i++) {
            int away = Float.isInfinite(x[i]) ? bits[i] : bits[i] + 0x1000;
            assertThat(y[3 * i] & ~0x1FFF).as("tf32 of " + x[i]).isEqualTo(away & ~0x1FFF);
            float other = x[WARP - 1 - i];
            assertThat(y[3 * i + 1])
                    .as("bf16 of %s and %s", x[i], other)
                    .isEqualTo(bf16(x[i]) << 16 | bf16(other));
            assertThat(y[3 * i + 2])
                    .as("f16 of %s and %s", x[i], other)
                    .isEqualTo(
                            Float.floatToFloat16(x[i]) << 16
                                    | Float.floatToFloat16(other) & 0xFFFF);
        }
    }

    /** The nearer one of the two that are nearest, the even one if none is. */
    private static int bf16(float x) {
        int down = Float.floatToRawIntBits(x) >>> 16;
        double low = Float.intBitsToFloat(down << 16);
        if (low == x) {
            return down;
        }
        // Beyond the largest is 2^128, which infinity stands for.
        double high = (down & 0x7FFF) == 0x7F7F ? 0x1p128 * Math.signum(x) : next(down);
        double below = Math.abs(x - low);
        double above = Math.abs(high - x);
        return below < above || below == above && down % 2 == 0 ? down : down + 1;
    }

    private static double next(int bits) {
        return Float.intBitsToFloat(bits + 1 << 16);
    }

    @Test
    void shufflesStayWithinTheirWidth() {
        int[] x = IntStream.range(0, WARP).map(i -> 1000 + i).toArray();
        int[] y = run("shuffle", x, 3 * WARP);
        for (int i = 0; i < WARP; i++) {
            assertThat(y[3 * i]).isEqualTo(1000 + i / 16 * 16 + 5);
            assertThat(y[3 * i + 1]).isEqualTo(1000 + (i % 8 + 3 < 8 ? i + 3 : i));
            assertThat(y[3 * i + 2]).isEqualTo(1000 + (i ^ 9));
        }
    }

    @Test
    void vectorsAreLoadedAndStored() {
        int[] x = IntStream.range(0, 4 * WARP).toArray();
        int[] expected = x.clone();
        for (int i = 0; i < x.length; i++) {
            expected[i] = x.length - 1 - i;
        }
        assertThat(run("vectors", x, 4 * WARP)).isEqualTo(expected);
    }
}
