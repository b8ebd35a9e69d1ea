package braid.kernels.cpu.movement;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.DType;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

/** Copies between layouts against the places that the layouts name. */
final class ContiguousTest {

    private static final int[][] ORDERS = {
        {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}
    };

    private static Tensor numbers(int... dims) {
        Shape shape = Shape.of(dims);
        return Tensor.arange((int) shape.numel()).to(DType.F32).reshape(shape);
    }

    /** Element by element, from the definition of a layout. */
    private static float[] expected(Tensor t, float[] memory) {
        int[] d = t.shape().toArray();
        float[] out = new float[(int) t.numel()];
        for (int i = 0; i < out.length; i++) {
            long at = t.layout().offset();
            int rest = i;
            for (int a = d.length - 1; a >= 0; a--) {
                at += rest % d[a] * t.layout().stride(a);
                rest /= d[a];
            }
            out[i] = memory[(int) at];
        }
        return out;
    }

    @Property(tries = 200)
    void everyOrderOfAxes(
            @ForAll @IntRange(min = 1, max = 40) int a,
            @ForAll @IntRange(min = 1, max = 40) int b,
            @ForAll @IntRange(min = 1, max = 5) int c,
            @ForAll @IntRange(min = 0, max = 5) int order) {
        try (var scope = Scope.open()) {
            Tensor x = numbers(a, c, b).permute(ORDERS[order]);
            float[] memory = numbers(a, c, b).toFloats();
            assertThat(x.contiguous().toFloats()).isEqualTo(expected(x, memory));
            Tensor target = numbers(a, c, b).permute(ORDERS[order]);
            target.copyFrom(x.contiguous().mul(2));
            assertThat(target.toFloats()).isEqualTo(x.mul(2).toFloats());
        }
    }

    @Property(tries = 100)
    void slicesOfTransposes(
            @ForAll @IntRange(min = 2, max = 70) int a,
            @ForAll @IntRange(min = 2, max = 70) int b,
            @ForAll @IntRange(min = 1, max = 3) int step) {
        try (var scope = Scope.open()) {
            Tensor x = numbers(a, b).slice(0, 1, a, step).transpose(0, 1).slice(0, 1, b);
            assertThat(x.contiguous().toFloats()).isEqualTo(expected(x, numbers(a, b).toFloats()));
        }
    }

    @Test
    void otherTypesAndEmptyTensors() {
        Tensor x = Tensor.arange(6).reshape(2, 3).transpose(0, 1);
        assertThat(x.contiguous().toInts()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat((long[]) x.to(DType.I64).toRaw()).containsExactly(0, 3, 1, 4, 2, 5);
        Tensor empty = Tensor.zeros(Shape.of(0, 4)).transpose(0, 1);
        assertThat(empty.contiguous().add(1).to(DType.F64).gt(empty.to(DType.F64)).numel())
                .isZero();
    }
}
