package braid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryStats;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;

final class ScopeTest {

    private final MemoryStats memory = Device.cpu().backend().memory();
    private final long before = memory.used();

    private static Tensor tensor() {
        return Tensor.allocate(Shape.of(10), DType.F32, Device.cpu());
    }

    private long used() {
        return memory.used() - before;
    }

    @AfterEach
    void everythingWasGivenBack() {
        assertThat(used()).isZero();
        assertThat(Scope.current()).isNull();
    }

    @Test
    void closingGivesEverythingBack() {
        Tensor a;
        try (var scope = Scope.open()) {
            a = tensor();
            Tensor view = a.viewAs(a.layout().slice(0, 2, 4, 1));
            assertThat(view.storage()).isSameAs(a.storage());
            assertThat(used()).isEqualTo(40);
            assertThat(memory.used(MemoryKind.ACTIVATION)).isGreaterThanOrEqualTo(40);
        }
        assertThat(a.storage().isReleased()).isTrue();
        assertThat(a).hasToString("Tensor[10] F32 cpu (given back)");
    }

    @Test
    void keepLiftsOneScopeOut() {
        Tensor kept;
        try (var outer = Scope.open()) {
            try (var inner = Scope.open()) {
                tensor();
                kept = inner.keep(tensor());
            }
            assertThat(kept.storage().isReleased()).isFalse();
            assertThat(used()).isEqualTo(40);
        }
        assertThat(kept.storage().isReleased()).isTrue();
    }

    @Test
    void keepOutOfTheOutermostScopeMakesOrdinaryGarbage() {
        Tensor kept;
        try (var scope = Scope.open()) {
            kept = scope.keep(tensor());
        }
        assertThat(kept.storage().isReleased()).isFalse();
        assertThat(kept.storage().isScoped()).isFalse();
    }

    @Test
    void keepOfAnotherScopesTensorChangesNothing() {
        try (var outer = Scope.open()) {
            Tensor t = tensor();
            try (var inner = Scope.open()) {
                assertThat(inner.keep(t)).isSameAs(t);
            }
            assertThat(t.storage().owner()).isSameAs(outer);
        }
    }

    @Test
    void keepTwiceIsKeepOnce() {
        try (var outer = Scope.open()) {
            try (var inner = Scope.open()) {
                Tensor t = tensor();
                inner.keep(inner.keep(t));
            }
            assertThat(used()).isEqualTo(40);
        }
    }

    @Test
    void keepAfterClosingIsRefused() {
        Scope scope = Scope.open();
        Tensor t = tensor();
        scope.close();
        assertThatThrownBy(() -> scope.keep(t))
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("scope: keep of [10] after the scope was closed");
    }

    @Test
    void promotedMemoryLivesUntilItIsReleased() {
        Tensor t;
        try (var scope = Scope.open()) {
            t = tensor();
            t.storage().promote(MemoryKind.PARAMETER);
        }
        assertThat(t.storage().isReleased()).isFalse();
        assertThat(used()).isEqualTo(40);
        t.storage().tag(MemoryKind.OPTIMIZER);
        assertThat(used()).isEqualTo(40);
        t.storage().release();
    }

    @Test
    void anotherHolderKeepsTheMemoryWhenTheScopeCloses() {
        Tensor t;
        try (var scope = Scope.open()) {
            t = tensor();
            t.storage().retain();
            assertThat(t.storage().holders()).isEqualTo(2);
        }
        assertThat(t.storage().isReleased()).isFalse();
        assertThat(t.storage().holders()).isEqualTo(1);
        assertThat(t.storage().isScoped()).isTrue();
        assertThat(used()).isEqualTo(40);
        t.storage().release();
    }

    @Test
    void aTensorReleasedByHandAndOutsideAnyScopeIsNotCounted() {
        Tensor t = tensor();
        assertThat(used()).isZero();
        t.storage().release();
        assertThat(t.storage().isReleased()).isTrue();
    }

    @Test
    void scopesCloseInnermostFirst() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();
        assertThatThrownBy(outer::close)
                .isInstanceOf(TensorException.class)
                .hasMessage(
                        "scope: closed out of order\n"
                                + "  HINT: close the innermost scope first, on the thread that"
                                + " opened it: use try-with-resources");
        inner.close();
        outer.close();
        outer.close();
    }

    @Test
    void aScopeBelongsToItsThread() {
        try (var scope = Scope.open()) {
            var other =
                    CompletableFuture.supplyAsync(() -> {
                        assertThat(Scope.current()).isNull();
                        assertThatThrownBy(scope::close)
                                .hasMessageStartingWith(
                                        "scope: closed out of order, on another thread");
                        return tensor();
                    });
            assertThat(other.join().storage().isScoped()).isFalse();
        }
    }

    @Test
    void whatAGraphHoldsGoesWithTheScopeOrTheOneItWasKeptIn() {
        var held = new Held();
        try (var outer = Scope.open()) {
            try (var inner = Scope.open()) {
                inner.holdUntilClose(held);
            }
            assertThat(held.releases).isEqualTo(1);
        }
        assertThat(held.releases).isEqualTo(1);
    }

    private static final class Held implements Scope.Held {
        private int releases;

        @Override
        public boolean isReleased() {
            return releases > 0;
        }

        @Override
        public void release() {
            releases++;
        }
    }
}
