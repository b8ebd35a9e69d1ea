package braid.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.tensor.op.CrossEntropy;
import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What holds of every form of the model: who sees whom, what padding does, how many weights. */
final class TransformerTest {

    private static final int LENGTH = 12;

    static Stream<ModelConfig> forms() {
        return SmallModels.forms();
    }

    private static float[] logits(Transformer model, int... ids) {
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            return model.forward(SmallModels.batch(1, ids)).toFloats();
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aTokenChangesNothingBeforeIt(ModelConfig config) {
        Transformer model = SmallModels.sharp(config);
        int v = config.vocabulary();
        int[] ids = SmallModels.ids(LENGTH, v, 3);
        float[] before = logits(model, ids);
        for (int t = 0; t < LENGTH; t++) {
            int[] other = ids.clone();
            other[t] = (ids[t] + 1) % v;
            float[] after = logits(model, other);
            assertThat(Arrays.copyOf(after, t * v)).isEqualTo(Arrays.copyOf(before, t * v));
            for (int later = t; later < LENGTH; later++) {
                float[] row = Arrays.copyOfRange(after, later * v, (later + 1) * v);
                assertThat(row)
                        .isNotEqualTo(Arrays.copyOfRange(before, later * v, (later + 1) * v));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aPaddedBatchHasTheLossOfItsSequences(ModelConfig config) {
        Transformer model = SmallModels.sharp(config);
        int[] lengths = {5, LENGTH, 2};
        int[] ids = new int[lengths.length * LENGTH];
        int[] targets = new int[ids.length];
        Arrays.fill(targets, CrossEntropy.IGNORE);
        double sum = 0;
        int counted = 0;
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            for (int b = 0; b < lengths.length; b++) {
                int n = lengths[b];
                int[] sequence = SmallModels.ids(n + 1, config.vocabulary(), 10 + b);
                int[] input = Arrays.copyOf(sequence, n);
                int[] target = Arrays.copyOfRange(sequence, 1, n + 1);
                System.arraycopy(input, 0, ids, b * LENGTH, n);
                System.arraycopy(target, 0, targets, b * LENGTH, n);
                sum += n * loss(model, 1, input, target).item();
                counted += n;
            }
            assertThat(loss(model, lengths.length, ids, targets).item())
                    .isCloseTo(sum / counted, within(1e-6));
        }
    }

    /** With a tied head and with one of its own; the gradients too. */
    @ParameterizedTest
    @MethodSource("forms")
    void theLossIsTheCrossEntropyOfTheLogits(ModelConfig config) {
        Transformer model = SmallModels.sharp(config);
        int[] ids = SmallModels.ids(2 * LENGTH, config.vocabulary(), 3);
        int[] targets = SmallModels.ids(2 * LENGTH, config.vocabulary(), 4);
        targets[1] = CrossEntropy.IGNORE;
        Tensor wanted = Tensor.of(Shape.of(targets.length), targets);
        try (var scope = Scope.open()) {
            Tensor byLogits = loss(model, 2, ids, targets);
            byLogits.backward();
            Map<String, float[]> gradients = new HashMap<>();
            model.parameters().forEach((n, p) -> gradients.put(n, p.tensor().grad().toFloats()));
            model.zeroGrad();
            Tensor loss = model.loss(SmallModels.batch(2, ids), wanted);
            loss.backward();
            assertThat(loss.item()).isCloseTo(byLogits.item(), within(1e-6));
            model.parameters()
                    .forEach((n, p) ->
                            assertThat(p.tensor().grad().toFloats())
                                    .as(n)
                                    .containsExactly(gradients.get(n), within(1e-5f)));
        }
    }

    private static Tensor loss(Transformer model, int rows, int[] ids, int[] targets) {
        Tensor logits = model.forward(SmallModels.batch(rows, ids)).flatten(0, 1);
        return logits.crossEntropy(Tensor.of(Shape.of(targets.length), targets));
    }

    /**
     * The number of weights is linear in vocabulary, context and layers, and in layers times hidden
     * size, so that models of one layer and one token tell it for any size.
     */
    private static long weights(ModelConfig of) {
        ModelConfig least = of.vocabulary(1).context(1).layers(1).hidden(1);
        long n = count(least);
        long layer = count(least.layers(2)) - n;
        long inner = count(least.hidden(2)) - n;
        return n
                + (of.vocabulary() - 1) * (count(least.vocabulary(2)) - n)
                + (of.context() - 1) * (count(least.context(2)) - n)
                + (of.layers() - 1) * layer
                + of.layers() * (of.hidden() - 1L) * inner;
    }

    private static long count(ModelConfig config) {
        return new Transformer(config, Random.of(1)).numParameters();
    }

    /** The numbers that Hugging Face's models of these names report. */
    @Test
    void theNumberOfWeightsIsThePublishedOne() {
        assertThat(weights(ModelConfig.gpt2(50_257))).isEqualTo(124_439_808L);
        assertThat(weights(ModelConfig.llama(128_256))).isEqualTo(1_235_814_400L);
    }

    @Test
    void theNumberOfWeightsOfASmallModelFollowsTheSameRule() {
        SmallModels.forms().forEach(form -> assertThat(weights(form)).isEqualTo(count(form)));
    }

    /** Heads that a preset has and the new width does not divide by must not stand in the way. */
    @Test
    void widthAndHeadsCanBeChangedOneAfterTheOther() {
        for (int width : new int[] {8, 24, 66, 200, 1000}) {
            assertThat(ModelConfig.gpt2(9).width(width).heads(2).headSize()).isEqualTo(width / 2);
            ModelConfig llama = ModelConfig.llama(9).width(2 * width).heads(2).kvHeads(1);
            assertThat(llama.qkvWidth()).isEqualTo(4 * width);
        }
        assertThat(ModelConfig.gpt2(9).width(128).heads()).isEqualTo(2);
        assertThat(ModelConfig.llama(9).heads(16).kvHeads()).isEqualTo(4);
    }

    @Test
    void sequencesBeyondTheContextAreRefused() {
        Transformer model = SmallModels.sharp(SmallModels.forms().findFirst().orElseThrow());
        assertThatThrownBy(() -> model.forward(Tensor.of(Shape.of(1, 17), new int[17])))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("transformer: ids [1, 17] for a context of 16")
                .hasMessageContaining("HINT: ids are (B, T) with T at most the context");
    }
}
