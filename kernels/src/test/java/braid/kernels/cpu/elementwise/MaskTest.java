package braid.kernels.cpu.elementwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.Shape;
import braid.tensor.Tensor;

import org.junit.jupiter.api.Test;

/** Comparisons with a number. */
final class MaskTest {

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
    void wholeNumbersAreNotComparedWithFractions() {
        Tensor t = Tensor.of(Shape.of(2), 2, 3);
        assertThat(t.lt(3).toRaw()).isEqualTo(new byte[] {1, 0});
        assertThatThrownBy(() -> t.lt(2.5))
                .hasMessageContaining("scalarLike: 2.5 for a tensor of I32 [2]")
                .hasMessageContaining("HINT: give a whole number, or cast the tensor");
    }
}
