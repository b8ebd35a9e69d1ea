package braid.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.TensorException;

import org.junit.jupiter.api.Test;

/** Frequencies of Llama 3.1 and 3.2, against the steps that Meta's own code takes. */
final class RopeScalingTest {

    /** As {@code apply_scaling} of llama-models, in wavelengths and three cases. */
    private static double expected(double f, double factor, double low, double high, int context) {
        double wavelength = 2 * Math.PI / f;
        double longest = context / low;
        double shortest = context / high;
        if (wavelength < shortest) {
            return f;
        }
        if (wavelength > longest) {
            return f / factor;
        }
        double smooth = (context / wavelength - low) / (high - low);
        return (1 - smooth) * f / factor + smooth * f;
    }

    @Test
    void frequenciesAreThoseOfLlama3() {
        for (int factor : new int[] {8, 32}) {
            ModelConfig config =
                    ModelConfig.llama(10).ropeScaling(new RopeScaling(factor, 1, 4, 8192));
            float[] f = Rotary.frequencies(config).toFloats();
            int kept = 0;
            int divided = 0;
            for (int i = 0; i < f.length; i++) {
                double plain = Math.pow(500_000, -i / 32.0);
                double scaled = expected(plain, factor, 1, 4, 8192);
                assertThat((double) f[i]).isCloseTo(scaled, within(1e-6 * scaled));
                kept += scaled == plain ? 1 : 0;
                divided += scaled == plain / factor ? 1 : 0;
            }
            // All three cases occur.
            assertThat(f).hasSize(32);
            assertThat(kept).isBetween(10, 20);
            assertThat(divided).isBetween(10, 20);
            assertThat(kept + divided).isLessThan(32);
        }
    }

    @Test
    void rangesAreChecked() {
        assertThatThrownBy(() -> new RopeScaling(8, 4, 4, 8192))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("factor 8.0, low 4.0, high 4.0")
                .hasMessageContaining("HINT: wanted");
    }
}
