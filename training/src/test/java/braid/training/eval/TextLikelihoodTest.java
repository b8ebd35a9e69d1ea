package braid.training.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.nn.Init;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.training.ConfigurationException;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

/**
 * Windows of the fused loss against one softmax a token, in double, of a forward pass of its own.
 */
final class TextLikelihoodTest {

    private static final int CONTEXT = 8;
    private static final int V = 11;

    private static Transformer model() {
        var model =
                new Transformer(
                        ModelConfig.gpt2(V).context(CONTEXT).layers(2).width(16).heads(2),
                        Random.of(1));
        model.parameters().forEach((name, p) -> Init.normal(p, name, 0.4, Random.of(2)));
        return model;
    }

    private static int[] text(int length) {
        Random random = Random.of(3);
        int[] ids = new int[length];
        Arrays.setAll(ids, i -> random.nextInt(V));
        return ids;
    }

    /** Of token {@code at}, from those {@code from … at - 1} and no others. */
    private static double nats(Transformer model, int[] ids, int from, int at) {
        try (var scope = Scope.open()) {
            int[] before = Arrays.copyOfRange(ids, from, at);
            float[] all = model.forward(Tensor.of(Shape.of(1, before.length), before)).toFloats();
            float[] logits = Arrays.copyOfRange(all, all.length - V, all.length);
            double sum = 0;
            for (float l : logits) {
                sum += Math.exp(l);
            }
            return Math.log(sum) - logits[ids[at]];
        }
    }

    /**
     * The first window predicts {@code CONTEXT} tokens, each later one {@code stride}, and the last
     * is moved back to end with the text.
     */
    @ParameterizedTest
    @CsvSource({"21,8", "21,3", "21,1", "17,8", "16,4", "9,8", "8,8", "2,5"})
    void everyTokenCountsOnceWithTheContextOfItsWindow(int length, int stride) {
        Transformer model = model();
        model.eval();
        int[] ids = text(length);
        double expected = 0;
        for (int at = 1; at < length; at++) {
            int windows = at <= CONTEXT ? 0 : (at - CONTEXT + stride - 1) / stride;
            int end = Math.min(length - 1, CONTEXT + windows * stride);
            expected += nats(model, ids, Math.max(0, end - CONTEXT), at);
        }
        TextLikelihood found = TextLikelihood.of(model, ids, 100, stride);
        assertThat(found.nats()).isCloseTo(expected, within(1e-5 * length));
        assertThat(found.tokens()).isEqualTo(length - 1);
        assertThat(found.natsPerToken()).isCloseTo(expected / (length - 1), within(1e-5));
        assertThat(found.perplexity()).isCloseTo(Math.exp(expected / (length - 1)), within(1e-3));
        assertThat(found.bitsPerByte()).isCloseTo(expected / 100 / Math.log(2), within(1e-5));
        assertThat(found.facts())
                .containsEntry("stride", stride)
                .containsEntry("context", CONTEXT)
                .containsEntry("log_likelihood", -found.nats());
    }

    @Test
    void aModelThatKnowsNothingIsAsUnsureAsItsVocabularyIsLarge() {
        var model =
                new Transformer(
                        ModelConfig.gpt2(V).context(CONTEXT).layers(1).width(16).heads(2),
                        Random.of(1));
        model.parameters().forEach((name, p) -> Init.normal(p, name, 0, Random.of(2)));
        model.train();
        assertThat(TextLikelihood.of(model, text(30), 29, 4).perplexity())
                .isCloseTo(V, within(1e-4));
        assertThat(model.isTraining()).isTrue();
    }

    @Test
    void whatCannotBeMeasuredIsRefused() {
        assertThatThrownBy(() -> TextLikelihood.of(model(), text(9), 9, 9))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "text: a stride of 9 for a context of 8\n  HINT: give 1 to 8");
        assertThatThrownBy(() -> TextLikelihood.of(model(), text(9), 9, 0))
                .hasMessageContaining("a stride of 0");
        assertThatThrownBy(() -> TextLikelihood.of(model(), text(1), 0, 4))
                .hasMessageContaining("text: 1 tokens, of which none can be predicted");
    }
}
