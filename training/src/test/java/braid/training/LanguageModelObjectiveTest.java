package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.training.data.Batch;
import braid.training.data.Batches;
import braid.training.data.Sequence;
import braid.training.data.SequenceSource;
import braid.training.data.TooLong;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Padding, and putting sequences side by side, change neither loss nor gradient. */
final class LanguageModelObjectiveTest {

    private static final int V = 19;

    private final Transformer model =
            new Transformer(
                    ModelConfig.llama(V).context(24).layers(2).width(16).heads(2).hidden(32),
                    Random.of(1));

    private final LanguageModelObjective objective =
            new LanguageModelObjective(model, epoch -> Map.of());

    private static List<Sequence> sequences() {
        Random random = Random.of(4);
        List<Sequence> all = new ArrayList<>();
        for (int length : new int[] {3, 20, 9, 14}) {
            int[] ids = new int[length];
            for (int i = 0; i < length; i++) {
                ids[i] = random.nextInt(V);
            }
            all.add(Sequence.countedFrom(ids, length / 3));
        }
        return all;
    }

    private static Batch batch(List<Sequence> sequences) {
        var options = new Batches.Options(sequences.size(), 24, 0, TooLong.ERROR);
        return new Batches(SequenceSource.of(sequences), options, 1).epoch(0).batch(0);
    }

    private Map<String, float[]> gradients(Batch batch, double share) {
        try (var scope = Scope.open()) {
            objective.loss(batch).mul(share).backward();
        }
        Map<String, float[]> all = new LinkedHashMap<>();
        model.parameters()
                .forEach((name, p) -> {
                    Tensor g = Objects.requireNonNull(p.tensor().grad());
                    all.put(name, g.toFloats());
                });
        return all;
    }

    @Test
    void aBatchIsTheMeanOfItsTargets() {
        Batch together = batch(sequences());
        assertThat(together.width()).isGreaterThan(18);
        double sum = 0;
        long counted = 0;
        for (Sequence s : sequences()) {
            Batch alone = batch(List.of(s));
            assertThat(objective.weight(alone)).isEqualTo(s.length() - Math.max(1, s.length() / 3));
            try (var scope = Scope.open()) {
                sum += objective.weight(alone) * objective.loss(alone).item();
            }
            counted += objective.weight(alone);
        }
        assertThat(objective.weight(together)).isEqualTo(counted);
        assertThat(objective.tokens(together)).isEqualTo(3 + 20 + 9 + 14 - 4);
        try (var scope = Scope.open()) {
            assertThat(objective.loss(together).item()).isCloseTo(sum / counted, within(1e-6));
        }
    }

    @Test
    void gradientsOfSequencesAddUpToThatOfTheBatch() {
        Map<String, float[]> whole = gradients(batch(sequences()), 1);
        model.zeroGrad();
        double counted = objective.weight(batch(sequences()));
        Map<String, float[]> sum = Map.of();
        for (Sequence s : sequences()) {
            Batch alone = batch(List.of(s));
            sum = gradients(alone, objective.weight(alone) / counted);
        }
        Map<String, float[]> parts = sum;
        whole.forEach((name, g) ->
                assertThat(Objects.requireNonNull(parts.get(name)))
                        .as(name)
                        .containsExactly(g, within(1e-6f)));
    }
}
