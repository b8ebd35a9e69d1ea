package braid.kernels.cpu.elementwise;

import static org.assertj.core.api.Assertions.assertThat;

import braid.kernels.cpu.Bfloat16;
import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

final class CastTest {

    private static final float[] VALUES = {
        0f,
        -0f,
        1f,
        -1f,
        1.5f,
        -2.5f,
        300.7f,
        -300.7f,
        65504f,
        65520f,
        1e-8f,
        3e9f,
        -3e9f,
        1e30f,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
    };

    @Test
    void everyPairAsInTheReference() {
        Device reference = Device.parse("reference");
        Tensor values = Tensor.of(Shape.of(VALUES.length), VALUES);
        for (DType from : DType.values()) {
            Tensor x = values.to(from);
            for (DType to : DType.values()) {
                assertThat(x.to(to).toRaw())
                        .as("%s to %s", from, to)
                        .isEqualTo(x.to(reference).to(to).toRaw());
            }
        }
    }

    @Test
    void stridedOperandsAndLongOnes() {
        Tensor x = Tensor.randn(Shape.of(201, 203), Random.of(1)).mul(100);
        Tensor t = x.transpose(0, 1);
        assertThat(t.to(DType.I32).toInts()).isEqualTo(t.contiguous().to(DType.I32).toInts());
        float[] f = x.toFloats();
        int[] n = x.to(DType.I32).toInts();
        for (int i = 0; i < f.length; i++) {
            assertThat(n[i]).isEqualTo((int) f[i]);
        }
    }

    @Property
    void bfloat16IsTheNearestWithTiesToEven(@ForAll float value) {
        float rounded = Bfloat16.toFloat(Bfloat16.of(value));
        if (Float.isNaN(value)) {
            assertThat(rounded).isNaN();
            return;
        }
        int bits = Float.floatToRawIntBits(value);
        float down = Float.intBitsToFloat(bits & 0xFFFF0000);
        float up = Float.intBitsToFloat((bits & 0xFFFF0000) + 0x10000);
        double below = Math.abs((double) value - down);
        double above =
                Float.isInfinite(up)
                        ? 0x1p128 - Math.abs((double) value)
                        : Math.abs(up - (double) value);
        boolean evenIsUp = (bits >>> 16 & 1) == 1;
        boolean takesUp = above < below || (above == below && evenIsUp);
        assertThat(rounded).isEqualTo(takesUp ? up : down);
    }
}
