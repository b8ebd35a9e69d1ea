package braid.training.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.generate.Thoughts;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/** A model whose queries are zero looks at all positions alike. */
final class PromptAttentionTest {

    private static final int LATENT = 20;
    private static final int DELIMITER = 19;
    private static final ModelConfig CONFIG =
            ModelConfig.gpt2(24).context(16).layers(3).width(16).heads(2);

    private static Transformer alike() {
        var model = new Transformer(CONFIG, Random.of(1));
        model.parameters()
                .forEach((name, p) -> {
                    if (name.contains("c_attn")) {
                        float[] all = p.tensor().toFloats();
                        Arrays.fill(all, 0, all.length / 3, 0);
                        p.replace(Tensor.of(p.tensor().shape(), all));
                    }
                });
        return model;
    }

    private static PromptAttention of(Transformer model, Thoughts thoughts) {
        return new PromptAttention(model, thoughts, id -> id < DELIMITER, id -> id >= LATENT);
    }

    private static void assertMean(PromptAttention.Mean mean, int prompt, int... places) {
        double share =
                Arrays.stream(places).mapToDouble(i -> prompt / (i + 1.0)).average().orElse(0);
        assertThat(mean.positions()).isEqualTo(places.length);
        assertThat(mean.uniform()).isCloseTo(share, within(1e-12));
        assertThat(mean.layers()).hasSize(3).allMatch(l -> Math.abs(l - share) < 1e-6);
    }

    /** Prompt 2 3 4; a control token; latents at 5 and 6, text at 8 and 9. */
    @Test
    void eachKindOfPositionHasItsMean() {
        PromptAttention measure = of(alike(), Thoughts.none());
        int[] trace = {DELIMITER, LATENT, LATENT + 1, DELIMITER, 5, 6};
        measure.add(new int[] {2, 3, 4, DELIMITER}, 3, trace);
        assertMean(measure.latent(), 3, 5, 6);
        assertMean(measure.text(), 3, 8, 9);
        // Of another trace of the same prompt, the next two places.
        measure.add(new int[] {2, 3, 4, DELIMITER}, 3, new int[] {5, 6});
        assertMean(measure.text(), 3, 8, 9, 4, 5);
    }

    /** Prompt 2 3, its delimiter; thoughts at 3 and 4, their end at 5, text from 6 to the end. */
    @Test
    void thoughtsAreLatentsAndTheContextIsTheEnd() {
        PromptAttention measure = of(alike(), new Thoughts(2, DELIMITER));
        measure.add(new int[] {2, 3, DELIMITER}, 2, new int[20]);
        assertMean(measure.latent(), 2, 3, 4);
        assertMean(measure.text(), 2, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }

    @Test
    void whatIsNotThereHasNoMean() {
        PromptAttention measure = of(alike(), Thoughts.none());
        measure.add(new int[] {2, 3}, 2, new int[0]);
        assertThat(measure.text()).isEqualTo(new PromptAttention.Mean(0, List.of(), 0));
        assertThat(measure.latent().positions()).isZero();
    }
}
