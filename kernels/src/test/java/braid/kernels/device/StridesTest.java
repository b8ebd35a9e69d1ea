package braid.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.TensorException;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

final class StridesTest {

    @Test
    void rowMajorAxesBecomeOne() {
        Shape shape = Shape.of(2, 3, 4);
        Strides s = Strides.merged("x", shape, shape.contiguous())[0];
        assertThat(s.sizes()).containsExactly(24);
        assertThat(s.strides()).containsExactly(1);
    }

    @Test
    void axesMergeOnlyWhereAllTensorsAllowIt() {
        Shape shape = Shape.of(2, 3, 4);
        Layout repeated = Shape.of(1, 3, 4).contiguous().expand(shape);
        Strides[] s = Strides.merged("x", shape, shape.contiguous(), repeated);
        assertThat(s[0].sizes()).containsExactly(2, 12);
        assertThat(s[0].strides()).containsExactly(12, 1);
        assertThat(s[1].strides()).containsExactly(0, 1);
    }

    @Test
    void placesAreThoseOfTheLayout() {
        Layout all = Shape.of(5, 4, 3, 6).contiguous();
        Layout view = all.permute(2, 0, 3, 1).slice(1, 1, 5, 2).slice(3, 0, 4, 3);
        Strides s = Strides.merged("x", view.shape(), view)[0];
        int[] at = new int[4];
        for (int i = 0; i < view.shape().numel(); i++) {
            int rest = i;
            long expected = 0;
            for (int axis = 3; axis >= 0; axis--) {
                at[axis] = rest % view.shape().dim(axis);
                rest /= view.shape().dim(axis);
                expected += at[axis] * view.stride(axis);
            }
            assertThat(place(s, i)).as(Arrays.toString(at)).isEqualTo(expected);
        }
    }

    /** As the function of the kernels. */
    private static long place(Strides s, int i) {
        long at = 0;
        for (int a = s.sizes().length - 1; a >= 0; a--) {
            at += i % s.sizes()[a] * s.strides()[a];
            i /= s.sizes()[a];
        }
        return at;
    }

    @Test
    void tooManyAxesAreRefused() {
        int[] dims = new int[9];
        Arrays.fill(dims, 2);
        Shape shape = Shape.of(dims);
        int[] order = {8, 7, 6, 5, 4, 3, 2, 1, 0};
        Layout reversed = shape.contiguous().permute(order);
        assertThatThrownBy(() -> Strides.merged("add", shape, shape.contiguous(), reversed))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("add: [2, 2, 2, 2, 2, 2, 2, 2, 2] has 9 axes")
                .hasMessageContaining("move to the CPU");
    }

    @Test
    void moreElementsThanKernelsCountAreRefused() {
        Shape shape = Shape.of(1 << 16, 1 << 15);
        assertThatThrownBy(() -> Strides.merged("add", shape, shape.contiguous()))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("add: [65536, 32768] has 2147483648 elements");
    }
}
