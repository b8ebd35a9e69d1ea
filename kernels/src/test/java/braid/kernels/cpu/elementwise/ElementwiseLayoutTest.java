package braid.kernels.cpu.elementwise;

import static org.assertj.core.api.Assertions.assertThat;

import braid.kernels.cpu.Workers;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Add;
import braid.tensor.op.Gelu;
import braid.tensor.op.Mul;
import braid.tensor.op.Sub;
import braid.tensor.op.Unary;
import braid.tensor.op.UnaryBackward;
import braid.tensor.random.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Operands of every layout give what row-major ones give; nothing is written beyond the output. */
final class ElementwiseLayoutTest {

    private static final float SENTINEL = 12345f;

    /** The same values in different layouts. */
    private static List<Tensor> layouts(Tensor x) {
        int a = x.dim(0);
        int b = x.dim(1);
        List<Tensor> views = new ArrayList<>();
        views.add(x);
        views.add(x.transpose(0, 1).contiguous().transpose(0, 1));
        Tensor wide = Tensor.full(Shape.of(a + 2, 2 * b + 3), SENTINEL);
        views.add(wide.slice(0, 1, a + 1).slice(1, 3, 2 * b + 3, 2).copyFrom(x));
        Tensor offset = Tensor.full(Shape.of(a + 1, b), SENTINEL);
        views.add(offset.slice(0, 1, a + 1).copyFrom(x));
        return views;
    }

    @Property(tries = 60)
    void anyLayoutOfOperandsAndResult(
            @ForAll @IntRange(min = 1, max = 37) int a,
            @ForAll @IntRange(min = 1, max = 70) int b) {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.randn(Shape.of(a, b), Random.of(a));
            Tensor y = Tensor.randn(Shape.of(a, b), Random.of(b).stream(1));
            float[] expected = new float[a * b];
            float[] fx = x.toFloats();
            float[] fy = y.toFloats();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = fx[i] - fy[i];
            }
            for (Tensor p : layouts(x)) {
                for (Tensor q : layouts(y)) {
                    assertThat(p.sub(q).toFloats()).isEqualTo(expected);
                }
                for (Tensor out : layouts(x.zerosLike())) {
                    new Sub().applyInto(out, p, y);
                    assertThat(out.toFloats()).isEqualTo(expected);
                }
            }
        }
    }

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

    @Test
    void nothingIsWrittenBeyondTheOutput() {
        for (int n = 1; n <= 70; n++) {
            Tensor memory = Tensor.full(Shape.of(n + 40), SENTINEL);
            Tensor out = memory.slice(0, 20, 20 + n);
            new Gelu(Gelu.Form.TANH).applyInto(out, Tensor.ones(Shape.of(n)));
            float[] all = memory.toFloats();
            for (int i = 0; i < all.length; i++) {
                boolean inside = i >= 20 && i < 20 + n;
                assertThat(all[i] == SENTINEL).isNotEqualTo(inside);
            }
        }
    }

    @Test
    void sameBitsForAnyNumberOfThreads() {
        Tensor x = Tensor.randn(Shape.of(333, 301), Random.of(1));
        Tensor row = Tensor.randn(Shape.of(301), Random.of(2));
        int before = Workers.shared().size();
        try {
            float[] expected = null;
            for (int threads = 1; threads <= 3; threads++) {
                Workers.resize(threads);
                try (var scope = Scope.open()) {
                    Tensor y = x.gelu().mul(row).transpose(0, 1).exp().dropout(0.3, Random.of(9));
                    float[] bits = y.toFloats();
                    expected = expected == null ? bits : expected;
                    assertThat(bits).isEqualTo(expected);
                }
            }
        } finally {
            Workers.resize(before);
        }
    }

    @Test
    void specialValuesAsInTheReference() {
        float[] special = {
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            0f,
            -0f,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            1f,
            -1f,
            90f,
            -90f,
            1e20f,
            -1e20f
        };
        Tensor x = Tensor.of(Shape.of(special.length), special);
        Tensor there = x.to(Device.parse("reference"));
        for (Unary op : UnaryOps.ALL) {
            requireSame(op, op.apply(x).toFloats(), op.apply(there).toFloats(), special);
            var backward = new UnaryBackward(op);
            requireSame(
                    backward,
                    backward.apply(x, Tensor.ones(x.shape())).toFloats(),
                    backward.apply(there, Tensor.ones(x.shape()).to(there.device())).toFloats(),
                    special);
        }
    }

    private static void requireSame(Object op, float[] fast, float[] exact, float[] x) {
        for (int i = 0; i < x.length; i++) {
            float tolerance = 1e-37f + 1e-6f * Math.abs(exact[i]);
            boolean same =
                    Float.compare(fast[i], exact[i]) == 0
                            || Math.abs(fast[i] - exact[i]) <= tolerance;
            assertThat(same)
                    .as("%s of %s: vector %s, reference %s", op, x[i], fast[i], exact[i])
                    .isTrue();
        }
    }
}
