package braid.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A model with more tokens reads old text as before; how the rows of new tokens begin. */
final class VocabularyGrowthTest {

    private static final int CODES = 3;
    private static final int ADDED = CODES + 2;

    /** Three codes of width 2, of which the first two are the same. */
    private static final float[] CODEBOOK = {1, 2, 1, 2, -3, 1};

    static Stream<ModelConfig> forms() {
        return SmallModels.forms();
    }

    private static Transformer grow(Transformer model, RowInit init) {
        int size = model.config().vocabulary() + ADDED;
        Transformer grown = VocabularyGrowth.grow(model, size, init, Random.of(4));
        grown.eval();
        return grown;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void oldTokensKeepTheirLogits(ModelConfig config) {
        Transformer model = SmallModels.sharp(config);
        int old = config.vocabulary();
        Tensor ids = SmallModels.batch(2, SmallModels.ids(12, old, 3));
        var inits = List.of(RowInit.mean(), RowInit.random(), RowInit.codebook(CODEBOOK, CODES));
        for (RowInit init : inits) {
            Transformer grown = grow(model, init);
            assertThat(grown.config().vocabulary()).isEqualTo(old + ADDED);
            try (var scope = Scope.open();
                    var off = GradMode.off()) {
                float[] expected = model.forward(ids).toFloats();
                Tensor logits = grown.forward(ids);
                assertThat(logits.slice(2, 0, old).contiguous().toFloats())
                        .containsExactly(expected, within(1e-5f));
            }
        }
    }

    /** Rows of the embedding of a grown model, old and new. */
    private static float[][] rows(RowInit init) {
        Transformer model = SmallModels.sharp(SmallModels.forms().findFirst().orElseThrow());
        int c = model.config().width();
        Tensor table =
                Objects.requireNonNull(grow(model, init).parameters().get("wte.weight")).tensor();
        float[] all = table.toFloats();
        float[][] rows = new float[all.length / c][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(all, i * c, (i + 1) * c));
        return rows;
    }

    private static double meanSquare(float[][] rows, int from, int to, double[] about) {
        double sum = 0;
        for (int r = from; r < to; r++) {
            for (int j = 0; j < about.length; j++) {
                sum += Math.pow(rows[r][j] - about[j], 2);
            }
        }
        return sum / ((to - from) * about.length);
    }

    private static double[] mean(float[][] rows, int to) {
        double[] mean = new double[rows[0].length];
        for (int r = 0; r < to; r++) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += (double) rows[r][j] / to;
            }
        }
        return mean;
    }

    @Test
    void newRowsBeginAtTheMeanWithATenthOfTheSpread() {
        float[][] rows = rows(RowInit.mean());
        int old = rows.length - ADDED;
        double spread = meanSquare(rows, 0, old, new double[rows[0].length]);
        double noise = meanSquare(rows, old, rows.length, mean(rows, old));
        // 80 draws: three standard deviations of their mean square are 47 %.
        assertThat(noise / (0.01 * spread)).isCloseTo(1, within(0.47));
        assertThat(rows[old]).isNotEqualTo(rows[old + 1]);
    }

    @Test
    void randomRowsHaveTheSpreadOfTheOldOnes() {
        float[][] rows = rows(RowInit.random());
        int old = rows.length - ADDED;
        double[] zero = new double[rows[0].length];
        double ratio = meanSquare(rows, old, rows.length, zero) / meanSquare(rows, 0, old, zero);
        assertThat(ratio).isCloseTo(1, within(0.47));
        assertThat(rows[old]).isNotEqualTo(rows[old + 1]);
    }

    @Test
    void codesThatAreEqualBeginEqualAndDelimitersAtTheMean() {
        float[][] rows = rows(RowInit.codebook(CODEBOOK, CODES));
        int old = rows.length - ADDED;
        int first = old + 2;
        assertThat(rows[first]).isEqualTo(rows[first + 1]).isNotEqualTo(rows[first + 2]);
        double[] zero = new double[rows[0].length];
        double spread = meanSquare(rows, 0, old, zero);
        assertThat(meanSquare(rows, first, rows.length, zero)).isCloseTo(spread, within(1e-5));
        assertThat(meanSquare(rows, old, first, mean(rows, old))).isLessThan(0.03 * spread);
    }

    @Test
    void aVocabularyCannotShrink() {
        Transformer model = SmallModels.sharp(SmallModels.forms().findFirst().orElseThrow());
        assertThatThrownBy(() -> VocabularyGrowth.grow(model, 22, RowInit.mean(), Random.of(1)))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("vocabulary growth: from 23 to 22 tokens");
    }
}
