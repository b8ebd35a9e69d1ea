package braid.kernels.cpu.elementwise;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Compare;
import braid.tensor.op.Compare.Relation;
import braid.tensor.op.Dropout;
import braid.tensor.random.Philox;
import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;

/** Comparisons, selection and dropout against the reference device and their definitions. */
final class MaskTest {

    private static final Device REFERENCE = Device.parse("reference");

    @Test
    void comparisonsOfEveryTypeAndWithNaN() {
        float[] values = {1, 2, 3, Float.NaN, -0f, Float.POSITIVE_INFINITY, 2};
        Tensor x = Tensor.of(Shape.of(7, 1), values);
        Tensor y = Tensor.of(Shape.of(1, 7), values);
        for (Relation relation : Relation.values()) {
            var op = new Compare(relation);
            for (DType type : DType.values()) {
                Tensor a = x.to(type);
                Tensor b = y.to(type);
                assertThat(op.apply(a, b).toRaw())
                        .isEqualTo(op.apply(a.to(REFERENCE), b.to(REFERENCE)).toRaw());
            }
        }
        byte[] less = (byte[]) x.lt(y).toRaw();
        byte[] different = (byte[]) x.ne(y).toRaw();
        for (int i = 0; i < 49; i++) {
            float a = values[i / 7];
            float b = values[i % 7];
            assertThat(less[i]).isEqualTo((byte) (a < b ? 1 : 0));
            assertThat(different[i]).isEqualTo((byte) (a != b ? 1 : 0));
        }
    }

    @Test
    void comparisonsWithANumber() {
        Tensor x = Tensor.of(Shape.of(4), 1, 2, 3, Float.NaN);
        assertThat(x.eq(2).toRaw()).isEqualTo(new byte[] {0, 1, 0, 0});
        assertThat(x.ne(2).toRaw()).isEqualTo(new byte[] {1, 0, 1, 1});
        assertThat(x.lt(2).toRaw()).isEqualTo(new byte[] {1, 0, 0, 0});
        assertThat(x.le(2).toRaw()).isEqualTo(new byte[] {1, 1, 0, 0});
        assertThat(x.gt(2).toRaw()).isEqualTo(new byte[] {0, 0, 1, 0});
        assertThat(x.ge(2).toRaw()).isEqualTo(new byte[] {0, 1, 1, 0});
        assertThat(Tensor.arange(3).ge(1).toRaw()).isEqualTo(new byte[] {0, 1, 1});
    }

    @Test
    void selectionBroadcastsAllThree() {
        Tensor x = Tensor.randn(Shape.of(30, 1, 41), Random.of(1));
        Tensor y = Tensor.randn(Shape.of(7, 1), Random.of(2));
        Tensor mask =
                Tensor.randn(Shape.of(1, 7, 41), Random.of(3)).gt(Tensor.full(Shape.scalar(), 0));
        float[] z = mask.where(x, y).toFloats();
        float[] a = x.toFloats();
        float[] b = y.toFloats();
        byte[] m = (byte[]) mask.toRaw();
        for (int i = 0; i < z.length; i++) {
            int first = i / (7 * 41);
            int second = i / 41 % 7;
            int third = i % 41;
            boolean taken = m[second * 41 + third] != 0;
            assertThat(z[i]).isEqualTo(taken ? a[first * 41 + third] : b[second]);
        }
        Tensor ints = mask.where(x.to(DType.I32), y.to(DType.I32));
        assertThat(ints.toRaw())
                .isEqualTo(
                        mask.to(REFERENCE)
                                .where(x.to(DType.I32).to(REFERENCE), y.to(DType.I32).to(REFERENCE))
                                .toRaw());
    }

    @Test
    void dropoutKeepsWhatItsRecordSays() {
        for (int n : new int[] {1, 3, 4, 31, 32, 33, 100, 40_001}) {
            for (double p : new double[] {0, 0.1, 1.0 / 3, 0.5, 0.999}) {
                var op = new Dropout(p, 0x1234_5678_9ABC_DEF0L, -77L << 30, 4L * 0x3FFF_FFFE);
                Tensor x = Tensor.randn(Shape.of(n), Random.of(n));
                float[] before = x.toFloats();
                float[] after = op.apply(x).toFloats();
                for (int i = 0; i < n; i++) {
                    int word = Philox.word(op.seed(), op.stream(), op.position() + i);
                    float expected =
                            Philox.uniform(word) >= p ? before[i] * (float) (1 / (1 - p)) : 0;
                    assertThat(after[i]).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void dropoutOfAStridedTensorCountsInRowMajorOrder() {
        Tensor x = Tensor.randn(Shape.of(50, 60), Random.of(1));
        Tensor t = x.transpose(0, 1);
        var op = new Dropout(0.4, 5, 6, 8);
        assertThat(op.apply(t).toFloats()).isEqualTo(op.apply(t.contiguous()).toFloats());
        assertThat(op.apply(x.to(DType.F64)).to(DType.F32).toFloats())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(op.apply(x).toFloats());
    }
}
