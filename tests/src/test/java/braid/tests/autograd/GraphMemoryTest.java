package braid.tests.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryStats;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who holds the memory of a graph, and when it goes back. */
final class GraphMemoryTest {

    private static final int N = 4096;
    private static final long BYTES = 4L * N;

    private final MemoryStats memory = Device.cpu().backend().memory();
    private final Tensor x = Tensor.ones(Shape.of(N)).requiresGrad(true);

    /** Gradients of other tests' leaves, which nobody gave back. */
    private final long before = counted();

    @AfterEach
    void nothingStaysBehind() {
        x.zeroGrad();
        assertThat(used()).isZero();
    }

    private long used() {
        return counted() - before;
    }

    /** Without the scratch memory that kernels keep. */
    private long counted() {
        return memory.used() - memory.used(MemoryKind.WORKSPACE);
    }

    @Test
    void aClosedScopeLeavesTheGradientsOnly() {
        try (var scope = Scope.open()) {
            x.mul(x).exp().sum().backward();
        }
        assertThat(used()).isEqualTo(BYTES);
        assertThat(x.grad().storage().kind()).isEqualTo(MemoryKind.GRADIENT);
    }

    @Test
    void aGraphThatIsNeverWalkedGoesWithItsScope() {
        try (var scope = Scope.open()) {
            x.mul(x).exp();
        }
        assertThat(used()).isZero();
    }

    @Test
    void aBranchThatTheLossDoesNotUseGoesToo() {
        try (var scope = Scope.open()) {
            Tensor h = x.mul(x);
            h.exp().exp();
            h.sum().backward();
        }
        assertThat(used()).isEqualTo(BYTES);
    }

    @Test
    void aBlocksScopeKeepsWhatTheTapeNeeds() {
        try (var step = Scope.open()) {
            Tensor h;
            try (var block = Scope.open()) {
                Tensor unneeded = x.add(1);
                h = block.keep(unneeded.exp());
            }
            // exp saves its output alone: the sum before it is gone already.
            assertThat(used()).isEqualTo(BYTES);
            h.sum().backward();
        }
        assertThat(x.grad().toFloats()[0]).isEqualTo((float) Math.exp(2));
    }

    @Test
    void aBlockOfWhichNothingIsKeptIsFreedAtOnce() {
        try (var step = Scope.open()) {
            try (var block = Scope.open()) {
                x.mul(2).exp().exp();
            }
            assertThat(used()).isZero();
        }
    }

    @Test
    void aGraphThatOutlivesItsScopeSaysSo() {
        Tensor loss;
        try (var scope = Scope.open()) {
            loss = scope.keep(x.exp().sum());
        }
        assertThat(loss.item()).isGreaterThan(0);
        assertThatThrownBy(loss::backward)
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("backward: the graph behind exp was freed with its scope")
                .hasMessageContaining("HINT: call backward() before the scope");
    }

    @Test
    void whatTheTapeAloneHoldsIsFreedDuringTheWalk() {
        int depth = 32;
        try (var step = Scope.open()) {
            Tensor y = x;
            for (int i = 0; i < depth; i++) {
                try (var block = Scope.open()) {
                    // exp keeps its output for the tape; only the sum after it is lifted out.
                    y = block.keep(y.mul(0.1).exp().mul(0.5));
                }
            }
            long forward = used();
            y.sum().backward();
            assertThat(used()).isLessThan(forward - (depth - 2) * BYTES);
        }
    }

    @Test
    void aWalkThatFailsGivesItsGradientsBack() {
        try (var step = Scope.open()) {
            Tensor h = x.mul(2);
            Tensor broken = h.mul(h);
            Tensor loss = broken.add(x.exp()).sum();
            h.fill(1);
            assertThatThrownBy(loss::backward).hasMessageContaining("changed in place");
        }
    }
}
