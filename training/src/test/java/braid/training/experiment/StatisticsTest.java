package braid.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

/** The statistics against tables, enumeration and formulas that share no code with them. */
final class StatisticsTest {

    private static final double Z = 1.959963984540054; // 97.5 % of the standard normal

    @Test
    void wilsonsIntervalHasItsKnownValues() {
        // Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29, method 3 (score).
        near(Interval.wilson(81, 263), 0.2553, 0.3662);
        near(Interval.wilson(15, 148), 0.0624, 0.1605);
        near(Interval.wilson(0, 20), 0.0000, 0.1611);
        near(Interval.wilson(1, 29), 0.0061, 0.1718);
    }

    private static void near(Interval found, double low, double high) {
        assertThat(found.low()).isCloseTo(low, within(5.1e-5));
        assertThat(found.high()).isCloseTo(high, within(5.1e-5));
    }

    @Test
    void mcNemarsTestCountsEveryWayInWhichTheDiscordantPairsCanFall() {
        for (int n = 0; n <= 12; n++) {
            for (int first = 0; first <= n; first++) {
                int asFar = 0;
                for (int way = 0; way < 1 << n; way++) {
                    int heads = Integer.bitCount(way);
                    if (Math.abs(2 * heads - n) >= Math.abs(2 * first - n)) {
                        asFar++;
                    }
                }
                assertThat(new McNemar(first, n - first, 100).p())
                        .as("%d of %d", first, n)
                        .isCloseTo((double) asFar / (1 << n), within(1e-12));
            }
        }
    }

    @Test
    void mcNemarsPairsArePooledOverSeeds() {
        double[][] a = {{1, 1, 0, 0}, {1, 1, 1, 0}};
        double[][] b = {{1, 0, 1, 0}, {0, 0, 1, 0}};
        McNemar test = McNemar.of(a, b);
        assertThat(test).isEqualTo(new McNemar(3, 1, 8));
        assertThat(test.difference()).isEqualTo(5.0 / 8 - 3.0 / 8);
    }

    @Test
    void holmsCorrectionIsTheOneByHand() {
        // Sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, then made ascending.
        double[] corrected = Holm.correct(new double[] {0.01, 0.04, 0.03, 0.005});
        double[] byHand = {0.03, 0.06, 0.06, 0.02};
        for (int i = 0; i < 4; i++) {
            assertThat(corrected[i]).isCloseTo(byHand[i], within(1e-15));
        }
        assertThat(Holm.correct(new double[] {0.7, 0.6})).containsExactly(1, 1);
        assertThat(Holm.correct(new double[0])).isEmpty();
    }

    @Test
    void theBootstrapHasTheNormalIntervalWhereQuestionsAloneDiffer() {
        int questions = 2000;
        double[][] table = new double[4][questions];
        for (double[] row : table) {
            for (int q = 0; q < questions; q++) {
                row[q] = q % 10 < 3 ? 1 : 0;
            }
        }
        isNormal(Bootstrap.mean(table), 0.3, Math.sqrt(0.3 * 0.7 / questions));
    }

    @Test
    void theBootstrapHasTheNormalIntervalWhereSeedsAloneDiffer() {
        double[][] table = new double[400][20];
        for (int s = 0; s < table.length; s++) {
            Arrays.fill(table[s], s % 4 == 0 ? 1 : 0);
        }
        isNormal(Bootstrap.mean(table), 0.25, Math.sqrt(0.25 * 0.75 / table.length));
    }

    @Test
    void theBootstrapCountsIndependentNoiseThreeTimes() {
        // Owen 2007: the variance of a balanced table of independent values is tripled.
        int side = 120;
        UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(7L);
        double[][] table = new double[side][side];
        double sum = 0;
        for (double[] row : table) {
            for (int q = 0; q < side; q++) {
                row[q] = random.nextInt(2);
                sum += row[q];
            }
        }
        double mean = sum / (side * side);
        isNormal(Bootstrap.mean(table), mean, Math.sqrt(3 * 0.25) / side);
    }

    @Test
    void aDifferenceIsDrawnInPairs() {
        double[][] a = {{1, 0, 1, 0, 1, 1}, {0, 0, 1, 1, 1, 1}};
        assertThat(Bootstrap.difference(a, a)).isEqualTo(new Interval(0, 0));
        double[][] none = new double[2][6];
        assertThat(Bootstrap.difference(a, none)).isEqualTo(Bootstrap.mean(a));
    }

    private static void isNormal(Interval found, double mean, double deviation) {
        assertThat((found.low() + found.high()) / 2).isCloseTo(mean, within(0.15 * deviation));
        assertThat((found.high() - found.low()) / (2 * Z * deviation)).isCloseTo(1, within(0.06));
    }
}
