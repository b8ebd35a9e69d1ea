package braid.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.nn.Init;
import braid.nn.Parameter;
import braid.tensor.DType;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.tensor.random.Random;
import braid.training.data.Batch;
import braid.training.data.Batches;
import braid.training.data.Sequence;
import braid.training.data.SequenceSource;
import braid.training.data.TooLong;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Batches with thoughts against growing prefixes without a cache, in double precision. */
final class ThoughtLossTest {

    private static final int V = 7;
    private static final int THOUGHT = 6;
    private static final double STEP = 1e-5;

    static Stream<ModelConfig> forms() {
        return Stream.of(
                ModelConfig.gpt2(V).context(16).layers(2).width(8).heads(2).hidden(5),
                ModelConfig.llama(V)
                        .context(16)
                        .layers(2)
                        .width(8)
                        .heads(2)
                        .kvHeads(1)
                        .hidden(5)
                        .tiedHead(false));
    }

    private static Transformer model(ModelConfig config) {
        var model = new Transformer(config, Random.of(1));
        model.parameters().forEach((name, p) -> Init.normal(p, name, 0.4, Random.of(2)));
        for (Parameter p : model.parameters().values()) {
            p.replace(p.tensor().detach().to(DType.F64));
        }
        model.eval();
        return model;
    }

    /** A prompt, thoughts, a rest; the loss counts from the second token of the rest on. */
    private static Sequence sequence(int prompt, int thoughts, int rest) {
        Random random = Random.of(prompt).stream(thoughts);
        int[] ids = new int[prompt + thoughts + rest];
        Arrays.setAll(
                ids, i -> i >= prompt && i < prompt + thoughts ? THOUGHT : random.nextInt(THOUGHT));
        return Sequence.countedFrom(ids, prompt + thoughts + 1);
    }

    private static Batch batch(Sequence... sequences) {
        var options = new Batches.Options(sequences.length, 16, 0, TooLong.ERROR);
        var source = SequenceSource.of(List.of(sequences));
        return new Batches(source, options, 1).epoch(0).batch(0);
    }

    private static double loss(Transformer model, Batch batch) {
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            return new ThoughtLoss(model, THOUGHT).of(batch).item();
        }
    }

    private static Map<String, double[]> gradients(Transformer model, Batch batch, double share) {
        try (var scope = Scope.open()) {
            new ThoughtLoss(model, THOUGHT).of(batch).mul(share).backward();
        }
        Map<String, double[]> all = new LinkedHashMap<>();
        model.parameters()
                .forEach((name, p) ->
                        all.put(name, Objects.requireNonNull(p.tensor().grad()).toDoubles()));
        return all;
    }

    /** One sequence; for every thought the model reads all that comes before it. */
    private static double byPrefixes(Transformer model, Sequence s) {
        int n = s.length() - 1;
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            Tensor x = null;
            for (int i = 0; i < n; i++) {
                Tensor next =
                        x != null && s.ids()[i] == THOUGHT
                                ? model.hiddenOf(x, null, null).slice(1, i - 1, i)
                                : model.embed(Tensor.of(Shape.of(1, 1), s.ids()[i]));
                x = x == null ? next : Tensor.concat(1, x, next);
            }
            Tensor logits =
                    model.logits(model.hiddenOf(Objects.requireNonNull(x), null, null))
                            .flatten(0, 1);
            int[] targets = new int[n];
            Arrays.setAll(targets, i -> s.loss()[i + 1] ? s.ids()[i + 1] : Batch.IGNORE);
            return logits.crossEntropy(Tensor.of(Shape.of(n), targets)).item();
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theLossIsThatOfGrowingPrefixes(ModelConfig config) {
        Transformer model = model(config);
        for (Sequence s : List.of(sequence(4, 2, 5), sequence(1, 3, 2), sequence(5, 0, 4))) {
            assertThat(loss(model, batch(s))).isCloseTo(byPrefixes(model, s), within(1e-12));
        }
    }

    /** Rows of other prompts, other numbers of thoughts and other rests. */
    @ParameterizedTest
    @MethodSource("forms")
    void aBatchIsTheMeanOfItsTargets(ModelConfig config) {
        Transformer model = model(config);
        Sequence[] rows = {
            sequence(4, 2, 5),
            sequence(1, 2, 3),
            sequence(4, 2, 9),
            sequence(4, 3, 2),
            sequence(6, 0, 4)
        };
        Batch together = batch(rows);
        double sum = 0;
        for (Sequence row : rows) {
            Batch alone = batch(row);
            sum += alone.counted() * byPrefixes(model, row);
        }
        assertThat(loss(model, together)).isCloseTo(sum / together.counted(), within(1e-12));

        Map<String, double[]> whole = gradients(model, together, 1);
        model.zeroGrad();
        List<Map<String, double[]>> parts = new ArrayList<>();
        for (Sequence row : rows) {
            Batch alone = batch(row);
            double share = (double) alone.counted() / together.counted();
            parts.add(gradients(model, alone, share)); // they add up
        }
        whole.forEach((name, g) ->
                assertThat(Objects.requireNonNull(parts.getLast().get(name)))
                        .as(name)
                        .containsExactly(g, within(1e-12)));
    }

    /** Every weight, through two thoughts. */
    @ParameterizedTest
    @MethodSource("forms")
    void gradientsAreTheDifferencesOfTheLoss(ModelConfig config) {
        Transformer model = model(config);
        Batch batch = batch(sequence(3, 2, 3), sequence(3, 2, 4), sequence(2, 1, 3));
        Map<String, double[]> gradients = gradients(model, batch, 1);
        model.parameters()
                .forEach((name, p) -> {
                    double[] gradient = Objects.requireNonNull(gradients.get(name));
                    double[] x = p.tensor().toDoubles();
                    for (int i = 0; i < x.length; i++) {
                        double old = x[i];
                        double up = moved(model, batch, name, p, x, i, old + STEP);
                        double down = moved(model, batch, name, p, x, i, old - STEP);
                        moved(model, batch, name, p, x, i, old);
                        assertThat(gradient[i])
                                .as("%s, element %d", name, i)
                                .isCloseTo((up - down) / (2 * STEP), within(1e-8));
                    }
                });
    }

    private static double moved(
            Transformer model,
            Batch batch,
            String name,
            Parameter p,
            double[] x,
            int i,
            double to) {
        x[i] = to;
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            p.load(name, Tensor.of(p.tensor().shape(), x));
        }
        return loss(model, batch);
    }

    /** What is cut off behind the context may leave a row without a rest. */
    @Test
    void rowsThatEndInThoughtsCountForNothing() {
        Transformer model = model(forms().findFirst().orElseThrow());
        Sequence whole = sequence(3, 2, 4);
        Sequence cut = Sequence.countedFrom(Arrays.copyOf(whole.ids(), 5), 5);
        assertThat(loss(model, batch(whole, cut)))
                .isCloseTo(loss(model, batch(whole)), within(1e-12));
    }
}
