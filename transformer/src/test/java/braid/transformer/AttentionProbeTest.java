package braid.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.transformer.generate.AttentionProbe;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Weights that are computed apart from the kernels, against the kernels and closed forms. */
final class AttentionProbeTest {

    private static final int LENGTH = 12;
    private static final int FIRST = 5;

    static Stream<ModelConfig> forms() {
        return SmallModels.forms();
    }

    private static Tensor hidden(Transformer model, AttentionProbe probe, int... ends) {
        int[] ids = SmallModels.ids(LENGTH, model.config().vocabulary(), 3);
        Tensor[] parts = new Tensor[ends.length];
        int from = 0;
        for (int i = 0; i < ends.length; i++) {
            int[] places = IntStream.range(from, ends[i]).toArray();
            Tensor part = SmallModels.batch(1, ids).slice(1, from, ends[i]).contiguous();
            Tensor positions = Tensor.of(Shape.of(places.length), places);
            parts[i] = model.hidden(part, positions, probe);
            from = ends[i];
        }
        return Tensor.concat(1, parts);
    }

    /** The weights are those of the model: it goes on with them, in one part or in several. */
    @ParameterizedTest
    @MethodSource("forms")
    void hiddenStatesAreThoseOfTheKernels(ModelConfig config) {
        Transformer model = SmallModels.sharp(config);
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            int[] ids = SmallModels.ids(LENGTH, config.vocabulary(), 3);
            float[] expected = model.hidden(SmallModels.batch(1, ids)).toFloats();
            var whole = new AttentionProbe(config, FIRST);
            assertThat(hidden(model, whole, LENGTH).toFloats())
                    .containsExactly(expected, within(1e-4f));
            var parts = new AttentionProbe(config, FIRST);
            assertThat(hidden(model, parts, 4, 5, LENGTH).toFloats())
                    .containsExactly(expected, within(1e-4f));
            for (int layer = 0; layer < config.layers(); layer++) {
                double[] shares = whole.shares(layer);
                assertThat(parts.shares(layer)).containsExactly(shares, within(1e-5));
                assertThat(shares).hasSize(LENGTH);
                for (int i = 0; i < LENGTH; i++) {
                    assertThat(shares[i]).isBetween(0.0, 1 + 1e-6);
                }
                assertThat(shares[FIRST - 1]).isCloseTo(1, within(1e-6));
                assertThat(shares[LENGTH - 1]).isNotCloseTo(1.0 * FIRST / LENGTH, within(1e-3));
            }
        }
    }

    /** Queries of zero look at all positions alike: first / (i + 1). */
    @Test
    void withoutQueriesTheShareIsThatOfThePositions() {
        ModelConfig config = ModelConfig.gpt2(23).context(16).layers(2).width(16).heads(4);
        Transformer model = SmallModels.sharp(config);
        model.parameters()
                .forEach((name, p) -> {
                    if (name.contains("c_attn")) {
                        float[] all = p.tensor().toFloats();
                        int queries = all.length / 3;
                        Arrays.fill(all, 0, queries, 0);
                        p.replace(Tensor.of(p.tensor().shape(), all));
                    }
                });
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            var probe = new AttentionProbe(config, FIRST);
            hidden(model, probe, LENGTH);
            for (int layer = 0; layer < 2; layer++) {
                double[] shares = probe.shares(layer);
                for (int i = 0; i < LENGTH; i++) {
                    assertThat(shares[i])
                            .isCloseTo(Math.min(1, (double) FIRST / (i + 1)), within(1e-6));
                }
            }
        }
    }
}
