package braid.tests.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.DType;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradCheck;
import braid.tensor.autograd.GradMode;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;
import braid.tensor.op.CustomOp;

import org.junit.jupiter.api.Test;

/** The backward walk: what reaches the leaves, and what is refused. */
final class BackwardTest {

    private static Tensor leaf(float... values) {
        return Tensor.of(Shape.of(values.length), values).requiresGrad(true);
    }

    @Test
    void gradientsOfADiamondAddUp() {
        Tensor x = leaf(2, 3);
        try (var scope = Scope.open()) {
            Tensor a = x.mul(x);
            Tensor left = a.mul(3);
            Tensor right = a.exp();
            left.mul(right).sum().backward();
        }
        // d/dx of 3 x^2 exp(x^2) is 6 x (1 + x^2) exp(x^2).
        float[] g = x.grad().toFloats();
        assertThat((double) g[0]).isCloseTo(12 * 5 * Math.exp(4), within(1e-5));
        assertThat((double) g[1]).isCloseTo(18 * 10 * Math.exp(9), within(1e-5));
    }

    private static org.assertj.core.data.Percentage within(double share) {
        return org.assertj.core.data.Percentage.withPercentage(100 * share);
    }

    @Test
    void aTensorUsedSeveralTimesGetsEveryShare() {
        Tensor x = leaf(5);
        try (var scope = Scope.open()) {
            Tensor y = x;
            for (int i = 0; i < 4; i++) {
                y = y.add(x);
            }
            y.add(x.mul(x)).sum().backward();
        }
        assertThat(x.grad().toFloats()).containsExactly(15f);
    }

    @Test
    void twoLeavesThatReceiveTheSameGradientOwnOneEach() {
        Tensor x = leaf(1, 2);
        Tensor z = leaf(3, 4);
        try (var scope = Scope.open()) {
            Tensor y = x.add(z);
            y.mul(y).sum().backward();
        }
        assertThat(x.grad().toFloats()).containsExactly(8f, 12f);
        assertThat(z.grad().toFloats()).containsExactly(8f, 12f);
        assertThat(x.grad().storage()).isNotSameAs(z.grad().storage());
        x.grad().fill(0);
        assertThat(z.grad().toFloats()).containsExactly(8f, 12f);
    }

    @Test
    void aLeafsGradientIsNotSharedWithAGradientInFlight() {
        // x receives dy of the sum first; then more arrives at x before h, which holds the same dy,
        // is walked.
        Tensor x = leaf(1);
        Tensor w = leaf(2);
        try (var scope = Scope.open()) {
            Tensor h = w.mul(7);
            Tensor more = x.mul(10);
            x.add(h).add(more).sum().backward();
        }
        assertThat(x.grad().toFloats()).containsExactly(11f);
        assertThat(w.grad().toFloats()).containsExactly(7f);
    }

    @Test
    void oneTensorGivenToTwoInputsIsNotSharedEither() {
        Tensor x = leaf(1);
        Tensor w = leaf(2);
        try (var scope = Scope.open()) {
            Tensor h = w.mul(7);
            Tensor more = x.mul(10);
            new SameGradient().apply(x, h).add(more).sum().backward();
        }
        assertThat(x.grad().toFloats()).containsExactly(12f);
        assertThat(w.grad().toFloats()).containsExactly(14f);
    }

    /** {@code 2 x + 2 y}, with one gradient tensor for both. */
    private record SameGradient() implements CustomOp {
        @Override
        public Shape outputShape(Tensor[] in) {
            return in[0].shape();
        }

        @Override
        public void forward(Tensor[] in, Tensor[] out) {
            out[0].copyFrom(in[0].add(in[1]).mul(2));
        }

        @Override
        public int saves() {
            return Saved.NONE;
        }

        @Override
        public void backward(Saved saved, Tensor dy, Gradients into) {
            Tensor both = dy.mul(2);
            into.add(0, both);
            into.add(1, both);
        }
    }

    @Test
    void aSecondPassAddsToTheFirst() {
        Tensor x = leaf(3);
        for (int pass = 1; pass <= 3; pass++) {
            try (var scope = Scope.open()) {
                x.mul(x).sum().backward();
            }
            assertThat(x.grad().toFloats()).containsExactly(6f * pass);
        }
        x.zeroGrad();
        assertThat(x.grad()).isNull();
    }

    @Test
    void accumulationIntoAMatrixProductEqualsTheSum() {
        Tensor w = Tensor.of(Shape.of(2, 2), 1f, 2, 3, 4).requiresGrad(true);
        Tensor a = Tensor.of(Shape.of(1, 2), 1f, 10);
        try (var scope = Scope.open()) {
            a.matmul(w).add(a.mul(2).matmul(w)).sum().backward();
        }
        assertThat(w.grad().toFloats()).containsExactly(3f, 3f, 30f, 30f);
    }

    @Test
    void backwardFromALeafIsTheGivenGradient() {
        Tensor x = leaf(1, 2);
        try (var scope = Scope.open()) {
            Tensor dy = Tensor.of(Shape.of(2), 5f, 6f);
            x.backward(dy);
            dy.fill(0);
        }
        assertThat(x.grad().toFloats()).containsExactly(5f, 6f);
    }

    @Test
    void theSecondWalkOverAGraphSaysWhatToDo() {
        Tensor x = leaf(1);
        try (var scope = Scope.open()) {
            Tensor y = x.mul(x);
            Tensor loss = y.sum();
            loss.backward();
            assertThatThrownBy(loss::backward)
                    .isInstanceOf(TensorException.class)
                    .hasMessage(
                            "backward: the graph behind reshape was already used and freed\n"
                                    + "  HINT: compute the forward pass again, or add the losses and"
                                    + " call backward() once");
            assertThatThrownBy(y.exp().sum()::backward)
                    .hasMessageContaining("the graph behind mul was already used");
        }
        assertThat(x.grad().toFloats()).containsExactly(2f);
    }

    @Test
    void aSavedTensorThatWasWrittenToIsNoticed() {
        Tensor x = leaf(1, 2);
        try (var scope = Scope.open()) {
            Tensor y = x.mul(2);
            Tensor loss = y.mul(y).sum();
            y.fill(9);
            assertThatThrownBy(loss::backward)
                    .isInstanceOf(TensorException.class)
                    .hasMessage(
                            "mul: a tensor [2] that the backward pass needs was changed in place\n"
                                    + "  HINT: run backward() before writing to it, or write to a"
                                    + " copy");
        }
    }

    @Test
    void writingThroughAViewIsNoticedToo() {
        Tensor x = leaf(1, 2, 3);
        try (var scope = Scope.open()) {
            Tensor y = x.exp();
            y.slice(0, 2, 3).fill(0);
            assertThatThrownBy(y.sum()::backward).hasMessageContaining("changed in place");
        }
    }

    @Test
    void whatCannotBeWalkedIsRefused() {
        Tensor x = leaf(1, 2);
        Tensor plain = Tensor.ones(Shape.of(1));
        assertThatThrownBy(x::backward)
                .hasMessageStartingWith("backward: the tensor has shape [2], not one element");
        assertThatThrownBy(plain::backward)
                .hasMessageStartingWith("backward: the tensor [1] does not depend on any leaf");
        assertThatThrownBy(() -> x.backward(plain))
                .hasMessageStartingWith("backward: gradient [1] for a tensor [2]");
        assertThatThrownBy(() -> Tensor.of(Shape.of(1), 1).requiresGrad(true))
                .hasMessageStartingWith("requiresGrad: a tensor of I32 has no gradient");
        assertThatThrownBy(() -> x.mul(2).requiresGrad(true))
                .hasMessageContaining("is a result of affine");
    }

    @Test
    void nothingIsRecordedWhereGradModeIsOff() {
        Tensor x = leaf(2);
        try (var scope = Scope.open()) {
            Tensor y;
            try (var off = GradMode.off()) {
                y = x.mul(x);
                assertThat(GradMode.isEnabled()).isFalse();
                try (var on = GradMode.on()) {
                    assertThat(x.mul(x).needsGrad()).isTrue();
                }
                assertThat(GradMode.isEnabled()).isFalse();
            }
            assertThat(GradMode.isEnabled()).isTrue();
            assertThat(y.needsGrad()).isFalse();
            assertThat(x.mul(x).detach().needsGrad()).isFalse();
            y.mul(x).sum().backward();
        }
        assertThat(x.grad().toFloats()).containsExactly(4f);
    }

    @Test
    void aGraphOfAHundredThousandStepsIsWalked() {
        Tensor x = leaf(1);
        try (var scope = Scope.open()) {
            Tensor y = x;
            for (int i = 0; i < 100_000; i++) {
                y = y.add(1);
            }
            y.sum().backward();
        }
        assertThat(x.grad().toFloats()).containsExactly(1f);
    }

    @Test
    void usersAddTheirOwnOperation() {
        Tensor x = Tensor.of(Shape.of(3), 0.5, -1.25, 2.0);
        GradCheck.of(in -> new Cube().apply(in[0]), x).require(1e-8);
        assertThatThrownBy(() -> GradCheck.of(in -> new WrongCube().apply(in[0]), x).require(1e-8))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("gradient of input 0");
    }

    @Test
    void gradCheckReportsANaN() {
        Tensor x = Tensor.of(Shape.of(2), -1.0, 2.0);
        GradCheck.Result result = GradCheck.of(in -> in[0].log(), x);
        assertThat(result.error()).isNaN();
        assertThatThrownBy(() -> result.require(1)).isInstanceOf(AssertionError.class);
    }

    @Test
    void gradCheckWantsDoubles() {
        assertThatThrownBy(() -> GradCheck.of(in -> in[0], Tensor.ones(Shape.of(1))))
                .hasMessageContaining("inputs are contiguous F64 tensors");
    }

    private record Cube() implements CustomOp {
        @Override
        public Shape outputShape(Tensor[] in) {
            return in[0].shape();
        }

        @Override
        public void forward(Tensor[] in, Tensor[] out) {
            out[0].copyFrom(in[0].mul(in[0]).mul(in[0]));
        }

        @Override
        public int saves() {
            return Saved.keepInput(0);
        }

        @Override
        public void backward(Saved saved, Tensor dy, Gradients into) {
            into.add(0, dy.mul(saved.input(0)).mul(saved.input(0)).mul(3));
        }
    }

    private record WrongCube() implements CustomOp {
        @Override
        public Shape outputShape(Tensor[] in) {
            return in[0].shape();
        }

        @Override
        public DType outputDType(Tensor[] in) {
            return in[0].dtype();
        }

        @Override
        public void forward(Tensor[] in, Tensor[] out) {
            new Cube().forward(in, out);
        }

        @Override
        public int saves() {
            return Saved.keepInput(0);
        }

        @Override
        public void backward(Saved saved, Tensor dy, Gradients into) {
            into.add(0, dy.mul(saved.input(0)).mul(3));
        }
    }
}
