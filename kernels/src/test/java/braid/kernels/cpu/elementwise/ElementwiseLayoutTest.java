package braid.kernels.cpu.elementwise;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Add;
import braid.tensor.op.Mul;
import braid.tensor.random.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

/** Runs of every shape, and results in the memory of an operand. */
final class ElementwiseLayoutTest {

    @Property(tries = 60)
    void broadcastingOfEitherOperand(
            @ForAll @IntRange(min = 1, max = 5) int a,
            @ForAll @IntRange(min = 1, max = 9) int b,
            @ForAll @IntRange(min = 1, max = 1100) int c,
            @ForAll @IntRange(min = 0, max = 7) int repeated) {
        try (var scope = Scope.open()) {
            int[] small = {
                (repeated & 1) != 0 ? 1 : a,
                (repeated & 2) != 0 ? 1 : b,
                (repeated & 4) != 0 ? 1 : c
            };
            Tensor x = Tensor.randn(Shape.of(a, b, c), Random.of(a));
            Tensor y = Tensor.randn(Shape.of(small), Random.of(b));
            float[] fx = x.toFloats();
            float[] fy = y.toFloats();
            float[] expected = new float[fx.length];
            for (int i = 0; i < a; i++) {
                for (int j = 0; j < b; j++) {
                    for (int k = 0; k < c; k++) {
                        int at = (i * b + j) * c + k;
                        int from =
                                (i % small[0] * small[1] + j % small[1]) * small[2] + k % small[2];
                        expected[at] = fx[at] * fy[from];
                    }
                }
            }
            assertThat(x.mul(y).toFloats()).isEqualTo(expected);
            assertThat(y.mul(x).toFloats()).isEqualTo(expected);
        }
    }

    @Test
    void resultInPlaceOfAnOperand() {
        for (int n : new int[] {1, 15, 16, 17, 1000, 40_000}) {
            Tensor x = Tensor.randn(Shape.of(n), Random.of(n));
            Tensor y = Tensor.randn(Shape.of(n), Random.of(n + 1));
            float[] sum = x.add(y).toFloats();
            float[] square = x.mul(x).toFloats();
            Tensor first = x.copy();
            new Add().applyInto(first, first, y);
            assertThat(first.toFloats()).isEqualTo(sum);
            Tensor second = y.copy();
            new Add().applyInto(second, x, second);
            assertThat(second.toFloats()).isEqualTo(sum);
            Tensor both = x.copy();
            new Mul().applyInto(both, both, both);
            assertThat(both.toFloats()).isEqualTo(square);
        }
    }
}
