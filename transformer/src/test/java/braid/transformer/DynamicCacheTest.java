package braid.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.transformer.generate.DynamicCache;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A sequence that is computed in parts, through a cache with history, is the whole one. */
final class DynamicCacheTest {

    private static final int LENGTH = 10;
    private static final int[] PARTS = {4, 5, 6, LENGTH};

    static Stream<ModelConfig> forms() {
        return SmallModels.forms();
    }

    private static int[] ids(Transformer model) {
        return SmallModels.ids(2 * LENGTH, model.config().vocabulary(), 3);
    }

    private static Tensor whole(Transformer model) {
        return model.hidden(SmallModels.batch(2, ids(model)));
    }

    private static Tensor inParts(Transformer model) {
        Tensor ids = SmallModels.batch(2, ids(model));
        var cache = new DynamicCache(model.config());
        Tensor[] parts = new Tensor[PARTS.length];
        int from = 0;
        for (int i = 0; i < PARTS.length; i++) {
            int[] places = IntStream.range(from, PARTS[i]).toArray();
            Tensor positions = Tensor.of(Shape.of(places.length), places);
            parts[i] = model.hidden(ids.slice(1, from, PARTS[i]), positions, cache);
            from = PARTS[i];
        }
        return Tensor.concat(1, parts);
    }

    private static Map<String, double[]> gradients(Transformer model, Tensor hidden) {
        int[] targets = SmallModels.ids(2 * LENGTH, model.config().vocabulary(), 4);
        model.logits(hidden)
                .flatten(0, 1)
                .crossEntropy(Tensor.of(Shape.of(2 * LENGTH), targets))
                .backward();
        Map<String, double[]> all = new LinkedHashMap<>();
        model.parameters()
                .forEach((name, p) ->
                        all.put(name, Objects.requireNonNull(p.tensor().grad()).toDoubles()));
        model.zeroGrad();
        return all;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void partsGiveStatesAndGradientsOfTheWhole(ModelConfig config) {
        Transformer model = SmallModels.inDouble(SmallModels.sharp(config));
        try (var scope = Scope.open()) {
            assertThat(inParts(model).toDoubles())
                    .containsExactly(whole(model).toDoubles(), within(1e-12));
        }
        Map<String, double[]> expected;
        try (var scope = Scope.open()) {
            expected = gradients(model, whole(model));
        }
        try (var scope = Scope.open()) {
            gradients(model, inParts(model))
                    .forEach((name, g) ->
                            assertThat(g)
                                    .as(name)
                                    .containsExactly(
                                            Objects.requireNonNull(expected.get(name)),
                                            within(1e-12)));
        }
    }
}
