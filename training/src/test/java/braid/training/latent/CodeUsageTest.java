package braid.training.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.Map;

/** Figures of codes that are used in a known way. */
final class CodeUsageTest {

    @Test
    void oneLevelHasTheFiguresOfItsCodebook() {
        var usage = new CodeUsage(8, 1);
        usage.count(new int[] {0, 1, 2, 3, 0, 1, 2, 3});
        Map<String, Double> figures = new LinkedHashMap<>();
        usage.figures(figures::put);
        assertThat(figures).containsOnlyKeys("code_usage", "code_perplexity");
        assertThat(figures.get("code_usage")).isEqualTo(0.5);
        assertThat(figures.get("code_perplexity")).isCloseTo(4, within(1e-12));
    }

    /** The first level uses 2 of 4 codes evenly, the second all 4: together 2 √(2 · 4). */
    @Test
    void eachLevelHasItsOwn() {
        var usage = new CodeUsage(8, 2);
        usage.count(new int[] {0, 4, 1, 5, 0, 6, 1, 7});
        usage.count(new int[] {1, 4, 0, 5, 1, 6, 0, 7});
        Map<String, Double> figures = new LinkedHashMap<>();
        usage.figures(figures::put);
        assertThat(figures.get("code_usage")).isEqualTo(0.75);
        assertThat(figures.get("code_usage_level_0")).isEqualTo(0.5);
        assertThat(figures.get("code_usage_level_1")).isEqualTo(1);
        assertThat(figures.get("code_perplexity_level_0")).isCloseTo(2, within(1e-12));
        assertThat(figures.get("code_perplexity_level_1")).isCloseTo(4, within(1e-12));
        assertThat(figures.get("code_perplexity")).isCloseTo(2 * Math.sqrt(8), within(1e-12));
    }
}
