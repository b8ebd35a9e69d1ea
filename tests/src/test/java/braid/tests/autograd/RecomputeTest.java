package braid.tests.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.tensor.autograd.Recompute;
import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryStats;
import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A recomputed block gives the same bits as a recorded one, and holds less. */
final class RecomputeTest {

    private static final Shape SHAPE = Shape.of(8, 64);

    private final Tensor weight = Tensor.randn(Shape.of(64, 64), Random.of(1)).mul(0.2);

    /** What one run of a function gave: the loss, the gradients of x and of the captured weight. */
    private record Run(double loss, float[] dx, float[] dw, long peak, long position) {}

    private Run run(Function<Tensor, Tensor> net, Random random) {
        MemoryStats memory = Device.cpu().backend().memory();
        Tensor x = Tensor.randn(SHAPE, Random.of(7)).requiresGrad(true);
        weight.zeroGrad();
        weight.requiresGrad(true);
        double loss;
        try (var scope = Scope.open()) {
            memory.resetPeak();
            Tensor y = net.apply(x).sum();
            loss = y.item();
            y.backward();
        }
        // Without the scratch memory that kernels keep.
        long peak = memory.peak() - memory.atPeak(MemoryKind.WORKSPACE);
        return new Run(loss, grad(x), grad(weight), peak, random == null ? 0 : random.position());
    }

    private static float[] grad(Tensor leaf) {
        float[] g = leaf.grad() == null ? new float[0] : leaf.grad().toFloats();
        leaf.zeroGrad();
        return g;
    }

    private static void assertSameBits(Run a, Run b) {
        assertThat(a.loss).isEqualTo(b.loss);
        assertThat(a.dx).containsExactly(b.dx);
        assertThat(a.dw).containsExactly(b.dw);
        assertThat(a.position).isEqualTo(b.position);
    }

    private Function<Tensor, Tensor> layers(int n, boolean recompute, Random random) {
        Function<Tensor[], Tensor> block =
                in -> {
                    Tensor h = in[0].matmul(weight).tanh();
                    h = random == null ? h : h.dropout(0.3, random);
                    return h.mul(h).gelu().add(in[0]).mul(0.5);
                };
        return x -> {
            Tensor h = x;
            for (int i = 0; i < n; i++) {
                try (var scope = Scope.open()) {
                    Tensor y = recompute ? Recompute.of(block, h) : block.apply(new Tensor[] {h});
                    h = scope.keep(y);
                }
            }
            return h;
        };
    }

    @Test
    void gradientsOfInputsAndCapturedParametersHaveTheSameBits() {
        assertSameBits(run(layers(4, false, null), null), run(layers(4, true, null), null));
    }

    @Test
    void dropoutMasksAreTheSameAgain() {
        Random a = Random.of(3);
        Random b = Random.of(3);
        assertSameBits(run(layers(4, false, a), a), run(layers(4, true, b), b));
    }

    @Test
    void drawsOnTheHostAreTheSameAgain() {
        Run[] runs = new Run[2];
        for (int i = 0; i < 2; i++) {
            Random random = Random.of(5);
            Function<Tensor[], Tensor> noisy =
                    in -> {
                        Tensor noise = Tensor.randn(SHAPE, random);
                        Tensor h = in[0].mul(noise).dropout(0.1, random);
                        return h.mul(random.nextInt(10) + 1.0).mul(in[0]);
                    };
            boolean recompute = i == 1;
            runs[i] =
                    run(
                            x -> {
                                Tensor h =
                                        recompute
                                                ? Recompute.of(noisy, x)
                                                : noisy.apply(new Tensor[] {x});
                                // A draw between the two runs of the block.
                                return h.dropout(0.5, random);
                            },
                            random);
        }
        assertSameBits(runs[0], runs[1]);
    }

    @Test
    void blocksNest() {
        Random a = Random.of(3);
        Random b = Random.of(3);
        Function<Tensor[], Tensor> nested = in -> layers(3, true, b).apply(in[0]).dropout(0.2, b);
        assertSameBits(
                run(x -> layers(3, false, a).apply(x).dropout(0.2, a).tanh(), a),
                run(x -> Recompute.of(nested, x).tanh(), b));
    }

    @Test
    void thePeakIsThatOfOneBlockNotOfAll() {
        long activation = SHAPE.numel() * 4;
        Run recorded = run(layers(24, false, null), null);
        Run recomputed = run(layers(24, true, null), null);
        assertThat(recorded.peak).isGreaterThan(24 * 3 * activation);
        // One tensor between every two blocks, what one block holds, and the weight and its
        // gradient.
        assertThat(recomputed.peak).isLessThan((24 + 20) * activation);
    }

    @Test
    void theSameTensorTwiceAndTheInputItselfAsResult() {
        Run twice = run(x -> Recompute.of(in -> in[0].mul(in[1]), x, x), null);
        assertThat(twice.dx).containsExactly(run(x -> x.mul(x), null).dx);
        Run identity = run(x -> Recompute.of(in -> in[0], x.mul(2)).mul(3), null);
        assertThat(identity.dx).containsOnly(6f);
        Run direct = run(x -> Recompute.of(in -> in[0], x).mul(3), null);
        assertThat(direct.dx).containsOnly(3f);
    }

    @Test
    void aBlockThatDependsOnNoLeafPassesNothingOn() {
        Run run = run(x -> x.mul(Recompute.of(in -> in[0].exp(), Tensor.ones(SHAPE))), null);
        assertThat(run.dx).containsOnly((float) Math.E);
    }

    @Test
    void aCapturedResultIsRefusedByName() {
        Tensor x = Tensor.ones(SHAPE).requiresGrad(true);
        try (var scope = Scope.open()) {
            Tensor captured = x.exp();
            Tensor y = Recompute.of(in -> in[0].mul(captured), x.mul(2));
            assertThatThrownBy(y.sum()::backward)
                    .isInstanceOf(TensorException.class)
                    .hasMessageStartingWith("recompute: the block captures a result of exp")
                    .hasMessageContaining("HINT: give it to the block as an input");
        }
    }

    @Test
    void tooManyInputsAreRefused() {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            inputs.add(Tensor.ones(Shape.of(1)).requiresGrad(true));
        }
        Function<Tensor[], Tensor> sum =
                in -> {
                    Tensor s = in[0];
                    for (int i = 1; i < in.length; i++) {
                        s = s.add(in[i].mul(i));
                    }
                    return s;
                };
        assertThatThrownBy(() -> Recompute.of(sum, inputs.toArray(Tensor[]::new)))
                .hasMessageStartingWith("recompute: 17 inputs, at most 16");
        try (var scope = Scope.open()) {
            Recompute.of(sum, inputs.subList(0, 16).toArray(Tensor[]::new)).backward();
        }
        assertThat(inputs.get(15).grad().toFloats()).containsExactly(15f);
    }

    @Test
    void withoutGradientsTheBlockJustRuns() {
        Tensor x = Tensor.ones(SHAPE).requiresGrad(true);
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            assertThat(Recompute.of(in -> in[0].exp(), x).needsGrad()).isFalse();
        }
    }
}
