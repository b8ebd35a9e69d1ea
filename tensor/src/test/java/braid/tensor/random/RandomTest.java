package braid.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The numbers are fixed by the seeds, so that the statistical bounds hold always or never. */
final class RandomTest {

    /** 99.99 % quantile of chi-square with 99 degrees of freedom. */
    private static final double CHI_SQUARE_99 = 161.3;

    private static double chiSquare(int[] counts) {
        double expected = Arrays.stream(counts).sum() / (double) counts.length;
        return Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
    }

    @Test
    void floatsDoublesAndBoundedNumbersAreUniform() {
        Random random = Random.of(1);
        int[][] counts = new int[3][100];
        for (int i = 0; i < 200_000; i++) {
            counts[0][(int) (random.nextFloat() * 100)]++;
            counts[1][(int) (random.nextDouble() * 100)]++;
            counts[2][random.nextInt(100)]++;
        }
        for (int[] c : counts) {
            assertThat(chiSquare(c)).isLessThan(CHI_SQUARE_99);
        }
    }

    @Test
    void neighbouringStreamsAndSeedsAreIndependent() {
        int[] pairs = new int[100];
        Random[] sources = new Random[1000];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = i % 2 == 0 ? Random.of(7).stream(i) : Random.of(i);
        }
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < sources.length; i += 2) {
                pairs[10 * sources[i].nextInt(10) + sources[i + 1].nextInt(10)]++;
            }
        }
        assertThat(chiSquare(pairs)).isLessThan(CHI_SQUARE_99);
    }

    @Test
    void normalNumbersHaveTheirMoments() {
        Random random = Random.of(2);
        int n = 200_000;
        double[] sums = new double[5];
        for (int i = 0; i < n; i++) {
            double x = random.nextGaussian();
            for (int k = 1; k <= 4; k++) {
                sums[k] += Math.pow(x, k) / n;
            }
        }
        // Five standard errors: the k-th moment of n normal numbers has variance E[x^2k] / n.
        assertThat(sums[1]).isBetween(-5 / Math.sqrt(n), 5 / Math.sqrt(n));
        assertThat(sums[2]).isBetween(1 - 5 * Math.sqrt(2.0 / n), 1 + 5 * Math.sqrt(2.0 / n));
        assertThat(sums[3]).isBetween(-5 * Math.sqrt(15.0 / n), 5 * Math.sqrt(15.0 / n));
        assertThat(sums[4]).isBetween(3 - 5 * Math.sqrt(96.0 / n), 3 + 5 * Math.sqrt(96.0 / n));
    }

    @Test
    void goesOnFromAPosition() {
        Random random = Random.of(3).stream(4);
        for (int i = 0; i < 7; i++) {
            random.nextInt();
        }
        Random resumed = Random.at(random.seed(), random.stream(), random.position());
        for (int i = 0; i < 9; i++) {
            assertThat(resumed.nextLong()).isEqualTo(random.nextLong());
        }
    }

    @Test
    void drawsAreWordsOfTheStream() {
        Random random = Random.at(11, 12, 5);
        assertThat(random.nextInt()).isEqualTo(Philox.word(11, 12, 5));
        assertThat(random.nextInt()).isEqualTo(Philox.word(11, 12, 6));
        assertThat(random.position()).isEqualTo(7);
    }

    @Test
    void streamsOfStreamsDiffer() {
        Set<Long> seen = new HashSet<>();
        Random root = Random.of(1);
        for (long i = 0; i < 200; i++) {
            for (long j = 0; j < 50; j++) {
                assertThat(seen.add(root.stream(i).stream(j).stream())).isTrue();
            }
            assertThat(seen.add(root.stream(i).stream())).isTrue();
        }
        assertThat(root.stream(3).nextLong()).isEqualTo(Random.of(1).stream(3).nextLong());
        assertThat(root.stream(3).nextLong()).isNotEqualTo(Random.of(2).stream(3).nextLong());
    }

    @Test
    void aReservationBeginsAtABlockAndIsSkipped() {
        Random random = Random.of(1);
        random.nextInt();
        assertThat(random.reserve(10)).isEqualTo(4);
        assertThat(random.position()).isEqualTo(14);
        assertThat(random.reserve(1)).isEqualTo(16);
        assertThat(random.nextInt()).isEqualTo(Philox.word(1, 0, 17));
    }

    @Property
    void aBoundedNumberIsBelowItsBound(@ForAll long seed, @ForAll @IntRange(min = 1) int bound) {
        assertThat(Random.of(seed).nextInt(bound)).isBetween(0, bound - 1);
    }

    @Test
    void refusesABoundThatIsNotPositive() {
        assertThatThrownBy(() -> Random.of(1).nextInt(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bound 0 is not positive");
    }

    @Test
    void everyOrderIsAsLikely() {
        int[] counts = new int[6];
        Random random = Random.of(9);
        for (int i = 0; i < 60_000; i++) {
            int[] v = {0, 1, 2};
            random.shuffle(v);
            counts[2 * v[0] + (v[1] > v[2] ? 1 : 0)]++;
        }
        // 99.99 % quantile with 5 degrees of freedom.
        assertThat(chiSquare(counts)).isLessThan(25.7);
    }
}
