package braid.vqvae.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.vqvae.VqVaeConfig;
import braid.vqvae.VqVaeConfig.Rule;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Codes, losses and gradients against their formulas, with a codebook that is given. */
final class QuantizerTest {

    private static final float[] VECTORS = {0, 0, 4, 0, 0, 4, 50, 50};
    private static final float[] Z = {1, 0.5f, 3, 1, 0, 3, -1, 0, 1, 4, 0.5f, -2};
    private static final int[] NEAREST = {0, 1, 2, 0, 2, 0};
    private static final int ROWS = NEAREST.length;
    private static final int WIDTH = 2;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** A quantiser of four codes whose codebook counts as placed. */
    static Quantizer of(Rule rule, int restartAfter) {
        var config =
                new VqVaeConfig(9, 2, 2, 4, WIDTH, 8, 1, 1, 0, 1, rule, 0.25, 0.9, restartAfter);
        Quantizer quantizer = Quantizer.of(config, Random.of(1));
        Map<String, Tensor> state = new LinkedHashMap<>(quantizer.stateDict());
        state.put("codebook.vectors", Tensor.of(Shape.of(4, WIDTH), VECTORS));
        state.put("codebook.placed", Tensor.ones(Shape.of(1)));
        if (rule == Rule.EMA) {
            state.put("counts", Tensor.ones(Shape.of(4)));
            state.put("sums", Tensor.of(Shape.of(4, WIDTH), VECTORS));
        }
        quantizer.loadStateDict(state);
        return quantizer;
    }

    private static Tensor z() {
        return Tensor.of(Shape.of(ROWS, WIDTH), Z);
    }

    private static float[] vectors(Quantizer quantizer) {
        return quantizer.codebook().vectors().detach().toFloats();
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void everyOutputBecomesItsNearestCode(Rule rule) {
        Quantizer quantizer = of(rule, 0);
        quantizer.eval();
        Quantized q = quantizer.quantize(z());
        assertThat(q.codes().toInts()).isEqualTo(NEAREST);
        float[] chosen = q.straightThrough().toFloats();
        for (int i = 0; i < ROWS; i++) {
            for (int d = 0; d < WIDTH; d++) {
                assertThat(chosen[i * WIDTH + d]).isEqualTo(VECTORS[NEAREST[i] * WIDTH + d]);
            }
        }
        assertThat(vectors(quantizer)).isEqualTo(VECTORS);
    }

    @Test
    void nearestMeansLeastSquaredDistanceAndOfEqualsTheFirst() {
        int k = 37;
        int d = 5;
        Tensor book = Tensor.randn(Shape.of(k, d), Random.of(1));
        Tensor z = Tensor.randn(Shape.of(200, d), Random.of(2));
        float[] c = book.toFloats();
        float[] x = z.toFloats();
        int[] found = z.nearestCode(book).toInts();
        for (int i = 0; i < found.length; i++) {
            int best = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int code = 0; code < k; code++) {
                double sum = 0;
                for (int j = 0; j < d; j++) {
                    sum += Math.pow((double) x[i * d + j] - c[code * d + j], 2);
                }
                if (sum < least) {
                    least = sum;
                    best = code;
                }
            }
            assertThat(found[i]).isEqualTo(best);
        }
        Tensor twice = Tensor.of(Shape.of(3, 1), 5f, 2f, 2f);
        assertThat(Tensor.of(Shape.of(2, 1), 2f, 3.5f).nearestCode(twice).toInts())
                .containsExactly(1, 0);
    }

    /** d(w . straightThrough)/dz is w itself, and the codebook gets nothing. */
    @Test
    void theGradientPassesStraightThrough() {
        Quantizer quantizer = of(Rule.GRADIENT, 0);
        Tensor z = z().requiresGrad(true);
        float[] weights = new float[Z.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 0.3f * i - 1;
        }
        Tensor w = Tensor.of(z.shape(), weights);
        quantizer.quantize(z).straightThrough().mul(w).sum().backward();
        assertThat(Objects.requireNonNull(z.grad()).toFloats()).isEqualTo(weights);
        assertThat(quantizer.codebook().vectors().grad()).isNull();
    }

    /** ‖z - sg[e]‖², averaged: 2 (z - e) / (M D) for z, nothing for the codebook. */
    @ParameterizedTest
    @EnumSource(Rule.class)
    void commitmentMovesOutputsAlone(Rule rule) {
        Quantizer quantizer = of(rule, 0);
        Tensor z = z().requiresGrad(true);
        Tensor loss = quantizer.quantize(z).commitmentLoss();
        assertThat(loss.item()).isCloseTo(meanSquare(), within(1e-6));
        loss.backward();
        float[] g = Objects.requireNonNull(z.grad()).toFloats();
        for (int i = 0; i < Z.length; i++) {
            double e = VECTORS[NEAREST[i / WIDTH] * WIDTH + i % WIDTH];
            assertThat((double) g[i]).isCloseTo(2 * (Z[i] - e) / Z.length, within(1e-6));
        }
        assertThat(quantizer.codebook().vectors().grad()).isNull();
    }

    /** ‖sg[z] - e‖², averaged: 2 Σ (e - z) / (M D) for a code, 0 for one that nobody chose. */
    @Test
    void theCodebookLossMovesCodesAlone() {
        Quantizer quantizer = of(Rule.GRADIENT, 0);
        Tensor z = z().requiresGrad(true);
        Tensor loss = Objects.requireNonNull(quantizer.quantize(z).codebookLoss());
        assertThat(loss.item()).isCloseTo(meanSquare(), within(1e-6));
        loss.backward();
        assertThat(z.grad()).isNull();
        double[] expected = new double[VECTORS.length];
        for (int i = 0; i < Z.length; i++) {
            int at = NEAREST[i / WIDTH] * WIDTH + i % WIDTH;
            expected[at] += 2 * (VECTORS[at] - Z[i]) / Z.length;
        }
        float[] g = Objects.requireNonNull(quantizer.codebook().vectors().grad()).toFloats();
        for (int i = 0; i < g.length; i++) {
            assertThat((double) g[i]).isCloseTo(expected[i], within(1e-6));
        }
        assertThat(g[6]).isZero();
    }

    @Test
    void movingAveragesHaveNoCodebookLoss() {
        Quantizer quantizer = of(Rule.EMA, 0);
        assertThat(quantizer.quantize(z()).codebookLoss()).isNull();
        assertThat(quantizer.parameters()).isEmpty();
    }

    private static double meanSquare() {
        double sum = 0;
        for (int i = 0; i < Z.length; i++) {
            sum += Math.pow(Z[i] - VECTORS[NEAREST[i / WIDTH] * WIDTH + i % WIDTH], 2);
        }
        return sum / Z.length;
    }

    /**
     * Van den Oord et al. 2017, equations 6 to 8, over ten batches in double: every batch is
     * assigned by the codebook before it, and then moves it.
     */
    @Test
    void codesFollowTheMovingAverages() {
        Quantizer quantizer = of(Rule.EMA, 0);
        double[] n = {1, 1, 1, 1};
        double[] m = new double[VECTORS.length];
        double[] e = new double[VECTORS.length];
        for (int i = 0; i < m.length; i++) {
            m[i] = VECTORS[i];
            e[i] = VECTORS[i];
        }
        for (int batch = 0; batch < 10; batch++) {
            Tensor z = Tensor.randn(Shape.of(40, WIDTH), Random.of(batch)).mul(3).add(1);
            float[] x = z.toFloats();
            int[] codes = quantizer.quantize(z).codes().toInts();
            double[] chosen = new double[4];
            double[] sums = new double[m.length];
            for (int i = 0; i < 40; i++) {
                assertThat(codes[i]).isEqualTo(nearest(e, x[2 * i], x[2 * i + 1]));
                chosen[codes[i]]++;
                sums[2 * codes[i]] += x[2 * i];
                sums[2 * codes[i] + 1] += x[2 * i + 1];
            }
            for (int k = 0; k < 4; k++) {
                n[k] = 0.9 * n[k] + 0.1 * chosen[k];
                for (int j = 2 * k; j < 2 * k + 2; j++) {
                    m[j] = 0.9 * m[j] + 0.1 * sums[j];
                    e[j] = m[j] / n[k];
                }
            }
        }
        float[] found = vectors(quantizer);
        for (int i = 0; i < e.length; i++) {
            assertThat((double) found[i]).isCloseTo(e[i], within(1e-4));
        }
        assertThat(found[6]).as("a code that nobody chose stays").isCloseTo(50, within(1e-3f));
        assertThat(Math.abs(e[0] - VECTORS[0])).isGreaterThan(0.1);
    }

    private static int nearest(double[] e, double x, double y) {
        int best = 0;
        for (int k = 1; k < 4; k++) {
            double now = Math.hypot(e[2 * k] - x, e[2 * k + 1] - y);
            best = now < Math.hypot(e[2 * best] - x, e[2 * best + 1] - y) ? k : best;
        }
        return best;
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void aCodeThatIsNotUsedMovesToAnOutput(Rule rule) {
        Quantizer quantizer = of(rule, 3);
        for (int batch = 0; batch < 3; batch++) {
            quantizer.quantize(z());
            assertThat(vectors(quantizer)[6]).isCloseTo(50, within(1e-3f));
        }
        assertThat(quantizer.stats().restarts()).isZero();
        float[] before = vectors(quantizer);
        int[] codes = quantizer.quantize(z()).codes().toInts();
        assertThat(quantizer.stats().restarts()).isEqualTo(1);
        assertThat(codes).as("an output is nearest to itself").contains(3);
        if (rule == Rule.GRADIENT) {
            float[] after = vectors(quantizer);
            for (int i = 0; i < 6; i++) {
                assertThat(after[i]).isEqualTo(before[i]);
            }
            Map<Float, Float> outputs = new HashMap<>();
            for (int i = 0; i < Z.length; i += 2) {
                outputs.put(Z[i], Z[i + 1]);
            }
            assertThat(outputs).containsEntry(after[6], after[7]);
        }
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void restartsCanBeSwitchedOff(Rule rule) {
        Quantizer quantizer = of(rule, 0);
        for (int batch = 0; batch < 50; batch++) {
            quantizer.quantize(z());
        }
        assertThat(quantizer.stats().restarts()).isZero();
        assertThat(vectors(quantizer)[6]).isCloseTo(50, within(1e-2f));
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void theFirstTrainingBatchPlacesTheCodebook(Rule rule) {
        var config = new VqVaeConfig(9, 2, 2, 4, WIDTH, 8, 1, 1, 0, 1, rule, 0.25, 0.99, 0);
        Quantizer quantizer = Quantizer.of(config, Random.of(1));
        quantizer.eval();
        quantizer.quantize(z());
        assertThat(vectors(quantizer)).containsOnly(0);
        quantizer.train();
        float[] clusters = KMeansTest.clusters();
        quantizer.quantize(Tensor.of(Shape.of(clusters.length / WIDTH, WIDTH), clusters));
        KMeansTest.assertOneInEachCluster(vectors(quantizer));
        // Once placed, other data moves codes by the rule alone.
        quantizer.quantize(z().add(1000));
        if (rule == Rule.GRADIENT) {
            KMeansTest.assertOneInEachCluster(vectors(quantizer));
        }
    }
}
