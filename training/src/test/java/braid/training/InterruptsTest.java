package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

final class InterruptsTest {

    /** {@link Runtime#removeShutdownHook} throws once the hooks have been started. */
    @Test
    void aShutdownThatBeginsJustBeforeTheEndIsNoFault() {
        var interrupts =
                new Interrupts(hook -> {
                    throw new IllegalStateException("Shutdown in progress");
                });
        Thread.currentThread().interrupt();
        assertThat(interrupts.isRequested()).isTrue();
        assertThatCode(interrupts::close).doesNotThrowAnyException();
        assertThat(Thread.interrupted()).isTrue();
    }
}
