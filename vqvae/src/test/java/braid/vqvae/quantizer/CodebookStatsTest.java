package braid.vqvae.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Usage, perplexity and idle codes, in closed form. */
final class CodebookStatsTest {

    private static CodebookStats of(int codes, int... chosen) {
        var stats = new CodebookStats(codes);
        stats.count(chosen);
        return stats;
    }

    @Test
    void usageIsTheShareOfCodesThatWereChosen() {
        assertThat(of(4).usage()).isZero();
        assertThat(of(4, 2, 2, 2).usage()).isEqualTo(0.25);
        assertThat(of(4, 0, 1, 3).usage()).isEqualTo(0.75);
    }

    @Test
    void perplexityIsTheExponentialOfTheEntropy() {
        assertThat(of(4, 2, 2, 2).perplexity()).isEqualTo(1);
        assertThat(of(4, 0, 1, 2, 3).perplexity()).isCloseTo(4, within(1e-12));
        assertThat(of(4, 1, 3).perplexity()).isCloseTo(2, within(1e-12));
        double entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
        assertThat(of(9, 5, 5, 7, 5).perplexity()).isCloseTo(Math.exp(entropy), within(1e-12));
    }

    @Test
    void batchesAddUp() {
        CodebookStats stats = of(2, 0, 0, 0);
        stats.count(new int[] {1, 1, 1});
        assertThat(stats.perplexity()).isCloseTo(2, within(1e-12));
    }

    @Test
    void aCodeIsIdleAfterSoManyBatchesWithoutIt() {
        CodebookStats stats = of(3, 0, 1);
        assertThat(stats.idle(2)).isEmpty();
        stats.count(new int[] {0});
        assertThat(stats.idle(2)).containsExactly(2);
        stats.count(new int[] {0});
        assertThat(stats.idle(2)).containsExactly(1, 2);
        assertThat(stats.idle(0)).isEmpty();
        stats.restarted(new int[] {2});
        assertThat(stats.idle(2)).containsExactly(1);
        assertThat(stats.restarts()).isEqualTo(1);
    }

    @Test
    void theStateContinues() {
        CodebookStats stats = of(3, 0);
        stats.restarted(new int[] {1});
        stats.count(new int[] {0});
        var other = new CodebookStats(3);
        other.restore(stats.state());
        assertThat(other.restarts()).isEqualTo(1);
        assertThat(other.idle(2)).containsExactly(2);
        assertThat(other.idle(1)).containsExactly(1, 2);
    }
}
