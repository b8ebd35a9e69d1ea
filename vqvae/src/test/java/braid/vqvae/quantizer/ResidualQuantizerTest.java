package braid.vqvae.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.random.Random;
import braid.vqvae.VqVaeConfig;
import braid.vqvae.VqVaeConfig.Rule;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Levels against greedy residual quantisation in double, by the formulas of Lee et al. 2022. */
final class ResidualQuantizerTest {

    private static final int K = 4;
    private static final int D = 2;
    private static final int ROWS = 40;
    private static final double GAMMA = 0.9;

    /** A coarse grid, a fine one with a code far from everything, and a finer one. */
    private static final float[][] BOOKS = {
        {0, 0, 8, 0, 0, 8, 8, 8},
        {2, 1, -2, 1, 0.5f, -2, 90, 90},
        {0.5f, 0, -0.5f, 0.25f, 0.25f, -0.5f, 0, 0.5f}
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

    private static VqVaeConfig config(Rule rule, int levels, int restartAfter) {
        return new VqVaeConfig(9, 2, 2, K, D, 8, 1, 1, 0, 1, rule, 0.25, GAMMA, restartAfter)
                .levels(levels);
    }

    private static ResidualQuantizer of(Rule rule, int levels, int restartAfter) {
        var quantizer = new ResidualQuantizer(config(rule, levels, restartAfter), Random.of(1));
        for (int q = 0; q < levels; q++) {
            Quantizer level = quantizer.levels().get(q);
            Map<String, Tensor> state = new LinkedHashMap<>(level.stateDict());
            state.put("codebook.vectors", Tensor.of(Shape.of(K, D), BOOKS[q]));
            state.put("codebook.placed", Tensor.ones(Shape.of(1)));
            if (rule == Rule.EMA) {
                state.put("counts", Tensor.ones(Shape.of(K)));
                state.put("sums", Tensor.of(Shape.of(K, D), BOOKS[q]));
            }
            level.loadStateDict(state);
        }
        return quantizer;
    }

    private static Tensor z(long seed) {
        return Tensor.rand(Shape.of(ROWS, D), Random.of(seed)).mul(11).sub(1.5);
    }

    private static double[] doubles(Tensor t) {
        float[] values = t.detach().toFloats();
        double[] all = new double[values.length];
        Arrays.setAll(all, i -> values[i]);
        return all;
    }

    private static float[] vectors(ResidualQuantizer quantizer, int level) {
        return quantizer.levels().get(level).codebook().vectors().detach().toFloats();
    }

    /** What each level quantises and chooses, row by row, in double. */
    private static final class Greedy {
        final int[][] codes;
        final double[][] rest;

        Greedy(double[][] books, double[] z) {
            codes = new int[books.length][z.length / D];
            rest = new double[books.length + 1][z.length];
            rest[0] = z;
            for (int q = 0; q < books.length; q++) {
                for (int i = 0; i < z.length / D; i++) {
                    int best = 0;
                    for (int k = 1; k < K; k++) {
                        best =
                                distance(books[q], k, q, i) < distance(books[q], best, q, i)
                                        ? k
                                        : best;
                    }
                    codes[q][i] = best;
                    for (int d = 0; d < D; d++) {
                        rest[q + 1][i * D + d] = rest[q][i * D + d] - books[q][best * D + d];
                    }
                }
            }
        }

        private double distance(double[] book, int k, int q, int i) {
            return Math.hypot(rest[q][i * D] - book[k * D], rest[q][i * D + 1] - book[k * D + 1]);
        }

        /** Σ_q of the mean square of what level q leaves. */
        double loss() {
            double sum = 0;
            for (int q = 1; q < rest.length; q++) {
                sum += Arrays.stream(rest[q]).map(r -> r * r).sum() / rest[q].length;
            }
            return sum;
        }
    }

    private static double[][] books(int levels) {
        double[][] books = new double[levels][K * D];
        for (int q = 0; q < levels; q++) {
            float[] book = BOOKS[q];
            Arrays.setAll(books[q], i -> book[i]);
        }
        return books;
    }

    /** Bit for bit over some batches: codes, losses, gradients, and what the batches change. */
    @ParameterizedTest
    @EnumSource(Rule.class)
    void oneLevelIsTheQuantizerItself(Rule rule) {
        VqVaeConfig config = config(rule, 1, 2);
        var levels = new ResidualQuantizer(config, Random.of(3));
        Quantizer alone = Quantizer.of(config, Random.of(3));
        for (int batch = 0; batch < 6; batch++) {
            Tensor a = z(batch).requiresGrad(true);
            Tensor b = z(batch).requiresGrad(true);
            Quantized x = levels.quantize(a);
            Quantized y = alone.quantize(b);
            assertThat(x.codes().shape()).isEqualTo(Shape.of(ROWS, 1));
            assertThat(x.codes().toInts()).isEqualTo(y.codes().toInts());
            assertThat(x.vectors().toFloats()).isEqualTo(y.vectors().toFloats());
            assertThat(x.straightThrough().toFloats()).isEqualTo(y.straightThrough().toFloats());
            total(x).backward();
            total(y).backward();
            assertThat(Objects.requireNonNull(a.grad()).toFloats())
                    .isEqualTo(Objects.requireNonNull(b.grad()).toFloats());
            assertThat(levels.codes(a).toInts()).isEqualTo(alone.codes(b).toInts());
        }
        alone.stateDict()
                .forEach((name, t) ->
                        assertThat(levels.levels().getFirst().stateDict().get(name).toFloats())
                                .as(name)
                                .isEqualTo(t.toFloats()));
        assertThat(levels.restarts()).isEqualTo(alone.stats().restarts());
    }

    private static Tensor total(Quantized q) {
        Tensor sum = q.straightThrough().mul(0.3).sum().add(q.commitmentLoss());
        return q.codebookLoss() == null ? sum : sum.add(q.codebookLoss());
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void eachLevelQuantisesWhatThoseBeforeItLeft(Rule rule) {
        for (int levels = 2; levels <= 3; levels++) {
            ResidualQuantizer quantizer = of(rule, levels, 0);
            quantizer.levels().forEach(Quantizer::eval);
            Tensor z = z(7);
            var greedy = new Greedy(books(levels), doubles(z));
            Quantized q = quantizer.quantize(z);
            int[] numbers = q.codes().toInts();
            assertThat(q.codes().shape()).isEqualTo(Shape.of(ROWS, levels));
            assertThat(quantizer.codes(z).toInts()).isEqualTo(numbers);
            float[] sum = q.straightThrough().toFloats();
            float[] decoded = quantizer.vectors(q.codes()).toFloats();
            for (int i = 0; i < ROWS; i++) {
                for (int level = 0; level < levels; level++) {
                    assertThat(numbers[i * levels + level])
                            .isEqualTo(level * K + greedy.codes[level][i]);
                }
                for (int at = i * D; at < (i + 1) * D; at++) {
                    double wanted = greedy.rest[0][at] - greedy.rest[levels][at];
                    assertThat((double) sum[at]).isCloseTo(wanted, within(1e-5));
                    assertThat((double) decoded[at]).isCloseTo(wanted, within(1e-5));
                }
            }
            assertThat(q.commitmentLoss().item()).isCloseTo(greedy.loss(), within(1e-4));
            assertThat(q.codebookLoss() == null).isEqualTo(rule == Rule.EMA);
            if (q.codebookLoss() != null) {
                assertThat(q.codebookLoss().item()).isCloseTo(greedy.loss(), within(1e-4));
            }
        }
    }

    @Test
    void theGradientPassesStraightThroughTheSum() {
        ResidualQuantizer quantizer = of(Rule.GRADIENT, 3, 0);
        Tensor z = z(5).requiresGrad(true);
        Tensor w = Tensor.randn(z.shape(), Random.of(6));
        quantizer.quantize(z).straightThrough().mul(w).sum().backward();
        assertThat(Objects.requireNonNull(z.grad()).toFloats()).isEqualTo(w.toFloats());
        quantizer.levels().forEach(q -> assertThat(q.codebook().vectors().grad()).isNull());
    }

    /** d/dz Σ_q ‖r_q - sg[e_q]‖², against differences of the loss, in double. */
    @ParameterizedTest
    @EnumSource(Rule.class)
    void commitmentMovesOutputsByAllLevels(Rule rule) {
        ResidualQuantizer quantizer = of(rule, 3, 0);
        quantizer.levels().forEach(Quantizer::eval);
        Tensor z = z(8).requiresGrad(true);
        quantizer.quantize(z).commitmentLoss().backward();
        float[] g = Objects.requireNonNull(z.grad()).toFloats();
        double[] x = doubles(z);
        double h = 1e-4;
        for (int i = 0; i < x.length; i++) {
            double slope = (loss(x, i, h) - loss(x, i, -h)) / (2 * h);
            assertThat((double) g[i]).isCloseTo(slope, within(1e-4));
        }
        quantizer.levels().forEach(q -> assertThat(q.codebook().vectors().grad()).isNull());
    }

    private static double loss(double[] z, int i, double h) {
        double[] moved = z.clone();
        moved[i] += h;
        return new Greedy(books(3), moved).loss();
    }

    /** ‖sg[r_q] - e_q‖² moves the codes of level q alone: 2 Σ (e - r) / (M D). */
    @Test
    void theCodebookLossMovesEachLevelTowardsWhatItQuantises() {
        ResidualQuantizer quantizer = of(Rule.GRADIENT, 2, 0);
        Tensor z = z(9).requiresGrad(true);
        Objects.requireNonNull(quantizer.quantize(z).codebookLoss()).backward();
        assertThat(z.grad()).isNull();
        var greedy = new Greedy(books(2), doubles(z));
        for (int q = 0; q < 2; q++) {
            double[] expected = new double[K * D];
            for (int i = 0; i < ROWS * D; i++) {
                int at = greedy.codes[q][i / D] * D + i % D;
                expected[at] -= 2 * greedy.rest[q + 1][i] / (ROWS * D);
            }
            float[] g =
                    Objects.requireNonNull(quantizer.levels().get(q).codebook().vectors().grad())
                            .toFloats();
            for (int i = 0; i < g.length; i++) {
                assertThat((double) g[i]).isCloseTo(expected[i], within(1e-5));
            }
        }
    }

    /** Every batch is assigned by the codebooks before it; each level then follows its averages. */
    @Test
    void movingAveragesAreThoseOfWhatALevelQuantises() {
        ResidualQuantizer quantizer = of(Rule.EMA, 2, 0);
        double[][] e = books(2);
        double[][] m = books(2);
        double[][] n = new double[2][K];
        Arrays.fill(n[0], 1);
        Arrays.fill(n[1], 1);
        for (int batch = 0; batch < 10; batch++) {
            Tensor z = z(batch);
            var greedy = new Greedy(e, doubles(z));
            int[] numbers = quantizer.quantize(z).codes().toInts();
            for (int q = 0; q < 2; q++) {
                double[] chosen = new double[K];
                double[] sums = new double[K * D];
                for (int i = 0; i < ROWS; i++) {
                    int code = greedy.codes[q][i];
                    assertThat(numbers[2 * i + q]).isEqualTo(q * K + code);
                    chosen[code]++;
                    for (int d = 0; d < D; d++) {
                        sums[code * D + d] += greedy.rest[q][i * D + d];
                    }
                }
                for (int k = 0; k < K; k++) {
                    n[q][k] = GAMMA * n[q][k] + (1 - GAMMA) * chosen[k];
                    for (int j = k * D; j < (k + 1) * D; j++) {
                        m[q][j] = GAMMA * m[q][j] + (1 - GAMMA) * sums[j];
                        e[q][j] = m[q][j] / n[q][k];
                    }
                }
            }
        }
        for (int q = 0; q < 2; q++) {
            float[] found = vectors(quantizer, q);
            for (int i = 0; i < found.length; i++) {
                assertThat((double) found[i]).isCloseTo(e[q][i], within(2e-4));
            }
        }
    }

    /** The far code of the second level moves to a residual, not to an encoder output. */
    @Test
    void aCodeThatIsNotUsedMovesToWhatItsLevelQuantises() {
        ResidualQuantizer quantizer = of(Rule.GRADIENT, 2, 3);
        for (int batch = 0; batch < 3; batch++) {
            quantizer.quantize(z(4));
            assertThat(vectors(quantizer, 1)).isEqualTo(BOOKS[1]);
        }
        quantizer.quantize(z(4));
        assertThat(quantizer.restarts()).isEqualTo(1);
        assertThat(quantizer.levels().get(1).stats().restarts()).isEqualTo(1);
        assertThat(vectors(quantizer, 0)).isEqualTo(BOOKS[0]);
        float[] after = vectors(quantizer, 1);
        var greedy = new Greedy(books(2), doubles(z(4)));
        boolean found = false;
        for (int i = 0; i < ROWS; i++) {
            found |=
                    Math.abs(after[6] - greedy.rest[1][i * D]) < 1e-5
                            && Math.abs(after[7] - greedy.rest[1][i * D + 1]) < 1e-5;
        }
        assertThat(found).isTrue();
    }

    /**
     * Sums of one of four far and one of four near vectors need sixteen codes, or two times four.
     */
    @ParameterizedTest
    @EnumSource(Rule.class)
    void theFirstBatchPlacesEveryLevelOnWhatItQuantises(Rule rule) {
        float[] data = new float[16 * D];
        for (int i = 0; i < 16; i++) {
            for (int d = 0; d < D; d++) {
                data[i * D + d] = 10 * BOOKS[0][i / 4 * D + d] + near(i % 4, d);
            }
        }
        var quantizer = new ResidualQuantizer(config(rule, 2, 0), Random.of(2));
        quantizer.quantize(Tensor.of(Shape.of(16, D), data));
        quantizer.levels().forEach(Quantizer::eval);
        float[] decoded =
                quantizer.vectors(quantizer.codes(Tensor.of(Shape.of(16, D), data))).toFloats();
        for (int i = 0; i < data.length; i++) {
            assertThat(decoded[i]).isCloseTo(data[i], within(1e-3f));
        }
        quantizer.levels().forEach(q -> assertThat(q.stats().usage()).isEqualTo(1));
        quantizer
                .levels()
                .forEach(q -> assertThat(q.stats().perplexity()).isCloseTo(4, within(1e-9)));
    }

    /** The corners of a square around 0. */
    private static float near(int i, int d) {
        return d == 0 ? i / 2 * 2 - 1 : i % 2 * 2 - 1;
    }

    @Test
    void aCodeInThePlaceOfAnotherLevelIsRefused() {
        ResidualQuantizer quantizer = of(Rule.EMA, 2, 0);
        assertThatThrownBy(() -> quantizer.vectors(Tensor.of(Shape.of(1, 2), 1, 3)))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("vqvae: code 3 in the place of level 1")
                .hasMessageContaining("HINT: the codes of a position stand in the order of");
    }
}
