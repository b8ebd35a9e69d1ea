package braid.vqvae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.nn.Parameter;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.op.CrossEntropy;
import braid.tensor.random.Random;
import braid.vqvae.VqVae.Following;
import braid.vqvae.VqVaeConfig.Order;
import braid.vqvae.VqVaeConfig.Prediction;
import braid.vqvae.VqVaeConfig.Rule;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What follows a chunk: who sees what, the loss, and its gradient. */
final class ChunkPredictorTest {

    private static final int V = 7;
    private static final int L = 4;
    private static final int T = 3;
    private static final int N = 5;
    private static final int IGNORE = CrossEntropy.IGNORE;
    private static final double WEIGHT = 0.5;

    /** The second chunk has nothing behind it, the last one a single token. */
    private static final int[] TARGETS = {
        1, 2, 3, IGNORE, IGNORE, IGNORE, 4, 5, 6, 6, 1, 2, 3, IGNORE, IGNORE
    };

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static VqVaeConfig plain() {
        return new VqVaeConfig(V, L, 2, 8, 6, 12, 1, 2, 3, 1, Rule.GRADIENT, 0.25, 0.9, 0);
    }

    private static VqVae model(@Nullable Prediction prediction) {
        VqVae model = new VqVae(plain().prediction(prediction), Random.of(1));
        model.loss(chunks(), prompts(), following(TARGETS)); // places the codebook
        // Larger weights than those it begins with: every part of the model matters.
        model.parameters()
                .forEach((name, p) -> {
                    if (p.tensor().rank() == 2 && !name.startsWith("quantizer")) {
                        p.load(name, p.tensor().detach().mul(8));
                    }
                });
        model.eval();
        return model;
    }

    private static Prediction prediction(Order order) {
        return new Prediction(T, order, WEIGHT);
    }

    private static Tensor chunks() {
        int[] ids = new int[N * L];
        Arrays.setAll(ids, i -> (i * i + i / L) % V);
        return Tensor.of(Shape.of(N, L), ids);
    }

    private static VqVae.Prompt prompts() {
        return new VqVae.Prompt(
                Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 0),
                Tensor.of(Shape.of(2), 2, 4),
                Tensor.of(Shape.of(N), 0, 0, 1, 1, 1));
    }

    private static Following following(int[] targets) {
        int[] tokens = Arrays.stream(targets).map(t -> t == IGNORE ? 0 : t).toArray();
        return new Following(Tensor.of(Shape.of(N, T), tokens), Tensor.of(Shape.of(N, T), targets));
    }

    private static VqLoss loss(VqVae model, int[] targets) {
        return model.loss(chunks(), prompts(), following(targets));
    }

    /** The predictor's logits (N, T, V) for tokens that follow. */
    private static float[] logits(Order order, int[] tokens, int vary) {
        Random random = Random.of(4);
        var config = plain().prediction(prediction(order));
        var embedding = new braid.nn.Embedding(V, config.width());
        var predictor = new ChunkPredictor(config, prediction(order), embedding, random);
        Map<String, Parameter> all = new LinkedHashMap<>(predictor.parameters());
        all.put("tokens", embedding.weight());
        all.forEach((name, p) -> braid.nn.Init.normal(p, name, 0.3, random));
        float[] latents = Tensor.randn(Shape.of(N * 2, 6), Random.of(5)).toFloats();
        float[] prompt = Tensor.randn(Shape.of(N, 12), Random.of(6)).toFloats();
        if (vary >= 0) {
            latents[vary * 12 + 11]++; // of the second latent of chunk `vary`
            prompt[(vary + 1) % N * 12]++; // of the prompt of the next
        }
        return predictor
                .forward(
                        Tensor.of(Shape.of(N * 2, 6), latents),
                        Tensor.of(Shape.of(N, 12), prompt),
                        Tensor.of(Shape.of(N, T), tokens))
                .toFloats();
    }

    private static float[] row(float[] logits, int n, int t) {
        int at = (n * T + t) * V;
        return Arrays.copyOfRange(logits, at, at + V);
    }

    /**
     * At once: from codes and prompt alone. From the left: from what is before, never from itself.
     */
    @ParameterizedTest
    @EnumSource(Order.class)
    void noTokenIsPredictedFromItselfOrFromThoseBehindIt(Order order) {
        int[] tokens = {1, 2, 3, 4, 5, 6, 1, 3, 5, 2, 4, 6, 0, 1, 2};
        float[] before = logits(order, tokens, -1);
        for (int changed = 0; changed < T; changed++) {
            int[] other = tokens.clone();
            other[2 * T + changed] = 0;
            float[] after = logits(order, other, -1);
            for (int n = 0; n < N; n++) {
                for (int t = 0; t < T; t++) {
                    boolean may = order == Order.LEFT_TO_RIGHT && n == 2 && t > changed;
                    assertThat(Arrays.equals(row(after, n, t), row(before, n, t)))
                            .as("token %d of chunk %d, token %d of 2 changed", t, n, changed)
                            .isEqualTo(!may);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void everyTokenIsPredictedFromAllLatentsOfItsChunkAndItsPrompt(Order order) {
        int[] tokens = new int[N * T];
        float[] before = logits(order, tokens, -1);
        float[] after = logits(order, tokens, 1);
        for (int n = 0; n < N; n++) {
            for (int t = 0; t < T; t++) {
                assertThat(Arrays.equals(row(after, n, t), row(before, n, t)))
                        .as("chunk " + n)
                        .isEqualTo(n != 1 && n != 2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void whatFollowsChangesNoCodeAndNoReconstruction(Order order) {
        VqVae model = model(prediction(order));
        VqLoss a = loss(model, TARGETS);
        int[] other = TARGETS.clone();
        other[0] = 6;
        VqLoss b = loss(model, other);
        assertThat(b.logits().toFloats()).isEqualTo(a.logits().toFloats());
        assertThat(b.codes().toInts()).isEqualTo(a.codes().toInts());
        assertThat(Objects.requireNonNull(b.prediction()).item())
                .isNotEqualTo(Objects.requireNonNull(a.prediction()).item());
    }

    /** Mean over the tokens that there are, in double; part of the total by its weight. */
    @ParameterizedTest
    @EnumSource(Order.class)
    void theLossIsTheMeanOverWhatFollows(Order order) {
        VqVae model = model(prediction(order));
        VqLoss l = loss(model, TARGETS);
        double prediction = Objects.requireNonNull(l.prediction()).item();
        double sum = 0;
        for (int i = 0; i < TARGETS.length; i++) {
            if (TARGETS[i] != IGNORE) {
                int[] one = new int[TARGETS.length];
                Arrays.fill(one, IGNORE);
                one[i] = TARGETS[i];
                int[] tokens = Arrays.stream(TARGETS).map(t -> t == IGNORE ? 5 : t).toArray();
                var alone =
                        new Following(
                                Tensor.of(Shape.of(N, T), tokens), Tensor.of(Shape.of(N, T), one));
                sum +=
                        Objects.requireNonNull(model.loss(chunks(), prompts(), alone).prediction())
                                .item();
            }
        }
        assertThat(prediction).as("padding counts nothing").isCloseTo(sum / 10, within(1e-5));
        assertThat(l.total().item())
                .isCloseTo(
                        l.reconstruction().item()
                                + WEIGHT * prediction
                                + Objects.requireNonNull(l.codebook()).item()
                                + 0.25 * l.commitment().item(),
                        within(1e-4));
        int[] nothing = new int[TARGETS.length];
        Arrays.fill(nothing, IGNORE);
        assertThat(Objects.requireNonNull(loss(model, nothing).prediction()).item()).isZero();
    }

    /**
     * Along the gradient and along a random direction, for every parameter behind the codes. The
     * encoder is before them: its gradient is passed through the choice, which has none.
     */
    @ParameterizedTest
    @EnumSource(Order.class)
    void theGradientIsThatOfTheLoss(Order order) {
        VqVae model = model(prediction(order));
        loss(model, TARGETS).total().backward();
        Map<String, float[]> gradients = new LinkedHashMap<>();
        model.parameters()
                .forEach((name, p) ->
                        gradients.put(
                                name, Objects.requireNonNull(p.tensor().grad(), name).toFloats()));
        Random random = Random.of(9);
        gradients.forEach((name, g) -> {
            if (name.startsWith("encoder") || name.startsWith("quantizer")) {
                return;
            }
            double norm = 0;
            for (float x : g) {
                norm += (double) x * x;
            }
            norm = Math.sqrt(norm);
            assertThat(norm).as(name).isPositive();
            float[] direction = new float[g.length];
            double slope = 0;
            for (int i = 0; i < g.length; i++) {
                direction[i] =
                        (float) (g[i] / norm + 0.3 * random.nextGaussian() / Math.sqrt(g.length));
                slope += (double) g[i] * direction[i];
            }
            double h = 4e-3;
            double found =
                    (moved(model, name, direction, h) - moved(model, name, direction, -h))
                            / (2 * h);
            assertThat(found).as(name).isCloseTo(slope, within(2e-3 + 0.01 * Math.abs(slope)));
        });
    }

    private static double moved(VqVae model, String name, float[] direction, double by) {
        Parameter p = Objects.requireNonNull(model.parameters().get(name));
        float[] before = p.tensor().detach().toFloats();
        float[] after = before.clone();
        for (int i = 0; i < after.length; i++) {
            after[i] += (float) (by * direction[i]);
        }
        p.load(name, Tensor.of(p.tensor().shape(), after));
        double loss = loss(model, TARGETS).total().item();
        p.load(name, Tensor.of(p.tensor().shape(), before));
        return loss;
    }

    /** Straight through: what the prediction asks of the codes, the encoder is asked. */
    @Test
    void thePredictionMovesTheEncoder() {
        VqVae model = model(prediction(Order.PARALLEL));
        Objects.requireNonNull(loss(model, TARGETS).prediction()).backward();
        assertThat(model.parameters().get("encoder.pool.weight").tensor().grad()).isNotNull();
        assertThat(model.parameters().get("decoder.head.weight").tensor().grad()).isNull();
        assertThat(model.parameters().get("quantizer.codebook.vectors").tensor().grad()).isNull();
    }

    /** Bit for bit, the encoder, decoder and codebook included. */
    @Test
    void aWeightOfNothingIsNoPrediction() {
        VqVae without = model(null);
        VqVae with = model(new Prediction(T, Order.LEFT_TO_RIGHT, 0));
        VqLoss a = loss(without, TARGETS);
        VqLoss b = loss(with, TARGETS);
        assertThat(a.prediction()).isNull();
        assertThat(b.total().item()).isEqualTo(a.total().item());
        a.total().backward();
        b.total().backward();
        without.parameters()
                .forEach((name, p) -> {
                    Parameter other = Objects.requireNonNull(with.parameters().get(name));
                    assertThat(other.tensor().detach().toFloats())
                            .as(name)
                            .isEqualTo(p.tensor().detach().toFloats());
                    assertThat(Objects.requireNonNull(other.tensor().grad()).add(0).toFloats())
                            .as(name)
                            .isEqualTo(Objects.requireNonNull(p.tensor().grad()).add(0).toFloats());
                });
    }

    @Test
    void whatFollowsHasToBeGiven() {
        VqVae model = model(prediction(Order.PARALLEL));
        assertThatThrownBy(() -> model.loss(chunks(), prompts()))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("vqvae: nothing to predict for a model that predicts")
                .hasMessageContaining("HINT: give the tokens after every chunk");
    }
}
