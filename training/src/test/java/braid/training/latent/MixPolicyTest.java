package braid.training.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.random.Random;
import braid.training.data.DataException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class MixPolicyTest {

    /**
     * PAPER: P(m = 0) = 0.23 and E[m] = 73 tokens; worked out by hand from M and multiples of 16.
     */
    @Test
    void closedFormsAreThePapersForMathematics() {
        MixPolicy.LeftToRight math = MixPolicy.leftToRight(Caps.MATH);
        double text = (1 + 1 / 5.0 + 1 / 9.0 + 1 / 11.0 + 1 / 13.0 + 1 / 15.0 + 1 / 17.0) / 7;
        assertThat(math.probabilityOfText(16))
                .isCloseTo(text, within(1e-12))
                .isCloseTo(0.23, within(0.005));
        // Means under each cap: half its largest multiple of 16, of which 72's is 64.
        double mean = (0 + 32 + 64 + 80 + 96 + 112 + 128) / 7.0;
        assertThat(math.expectedReplaced(16))
                .isCloseTo(mean, within(1e-9))
                .isCloseTo(73, within(0.2));
    }

    @Property(tries = 300)
    void drawsAreMultiplesOfTheChunkWithinCapAndTrace(
            @ForAll @Size(min = 1, max = 6) Set<@IntRange(min = 0, max = 90) Integer> caps,
            @ForAll @IntRange(min = 1, max = 12) int chunk,
            @ForAll @IntRange(min = 0, max = 100) int trace,
            @ForAll long seed) {
        MixPolicy.LeftToRight policy = MixPolicy.leftToRight(new Caps(List.copyOf(caps)));
        Map<Integer, Double> distribution = policy.distribution(trace, chunk);
        Random random = Random.of(seed);
        for (int i = 0; i < 20; i++) {
            int m = drawn(policy, trace, chunk, random);
            assertThat(m % chunk).isZero();
            assertThat(m).isBetween(0, Math.min(trace, policy.caps().largest()));
            assertThat(distribution).containsKey(m);
        }
        assertThat(distribution.values().stream().mapToDouble(p -> p).sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void simulationAgreesWithTheClosedForm() {
        simulate(MixPolicy.leftToRight(Caps.MATH), 600, 16);
        simulate(MixPolicy.leftToRight(Caps.of(0, 8, 16, 24, 32)), 33, 2);
        // Shorter than most caps: 100 tokens have six chunks.
        simulate(MixPolicy.leftToRight(Caps.MATH), 100, 16);
    }

    /** m, from chunks that have to be the first ones. */
    private static int drawn(MixPolicy policy, int trace, int chunk, Random random) {
        BitSet replaced = policy.draw(Chunks.fixed(trace, chunk, 1).ends(), 0, random);
        assertThat(replaced.cardinality()).isEqualTo(replaced.length());
        return replaced.length() * chunk;
    }

    private static void simulate(MixPolicy.LeftToRight policy, int trace, int chunk) {
        int draws = 200_000;
        Map<Integer, Double> expected = policy.distribution(trace, chunk);
        Map<Integer, Integer> seen = new HashMap<>();
        for (int i = 0; i < draws; i++) {
            int m = drawn(policy, trace, chunk, Random.of(9).stream(0).stream(i));
            seen.merge(m, 1, Integer::sum);
        }
        double mean = 0;
        double variance = 0;
        double simulated = 0;
        for (int m : expected.keySet()) {
            double p = expected.get(m);
            double share = (double) seen.getOrDefault(m, 0) / draws;
            // Five standard deviations of a binomial share.
            assertThat(share)
                    .as("m = " + m)
                    .isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / draws)));
            mean += m * p;
            variance += m * m * p;
            simulated += m * share;
        }
        variance -= mean * mean;
        assertThat(simulated).isCloseTo(mean, within(5 * Math.sqrt(variance / draws)));
    }

    /**
     * The cap is lowered to the trace's whole chunks before m is drawn, so all m up to it are as
     * likely.
     */
    @Test
    void shortTracesLowerTheCap() {
        MixPolicy.LeftToRight policy = MixPolicy.leftToRight(Caps.of(64));
        assertThat(policy.distribution(47, 16))
                .containsExactly(
                        Map.entry(0, 1.0 / 3), Map.entry(16, 1.0 / 3), Map.entry(32, 1.0 / 3));
        assertThat(policy.distribution(15, 16)).containsExactly(Map.entry(0, 1.0));
        assertThat(policy.distribution(0, 16)).containsExactly(Map.entry(0, 1.0));
    }

    @Test
    void refusesWhatIsNoSetOfCapsOrNoRate() {
        assertThatThrownBy(() -> Caps.of(0, 8, 8))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "caps: [0, 8, 8] is no set of numbers of tokens\n"
                                + "  HINT: give at least one number, none negative and none twice");
        assertThatThrownBy(() -> Caps.of(-1)).hasMessageStartingWith("caps: [-1] is no set");
        assertThatThrownBy(() -> Caps.of()).hasMessageStartingWith("caps: [] is no set");
        assertThatThrownBy(() -> new MixPolicy.Poisson(1.1))
                .hasMessage("poisson: a probability of 1.1\n  HINT: give one from 0 to 1");
        assertThatThrownBy(() -> new MixPolicy.Curriculum(0))
                .hasMessage("curriculum: 0 epochs a chunk\n  HINT: give 1 or more");
    }

    @Test
    void curriculumGoesFromTextToAll() {
        var policy = new MixPolicy.Curriculum(3);
        int[] ends = {4, 8, 12};
        Random random = Random.of(1);
        assertThat(policy.draw(ends, 0, random)).isEqualTo(new BitSet());
        assertThat(policy.draw(ends, 2, random)).isEqualTo(new BitSet());
        assertThat(policy.draw(ends, 3, random)).isEqualTo(BitSet.valueOf(new long[] {0b1}));
        assertThat(policy.draw(ends, 8, random)).isEqualTo(BitSet.valueOf(new long[] {0b11}));
        for (int epoch = 9; epoch < 30; epoch++) {
            assertThat(policy.draw(ends, epoch, random))
                    .isEqualTo(new MixPolicy.All().draw(ends, epoch, random));
            assertThat(policy.isSettled(epoch, 3)).isTrue();
        }
        assertThat(policy.isSettled(8, 3)).isFalse();
    }

    /** Chunk by chunk a binomial share, and pairs of neighbours as of independent coins. */
    @Test
    void poissonTossesACoinForEachChunk() {
        double p = 0.3;
        int draws = 20_000;
        int[] ends = {16, 32, 48, 64};
        int[] single = new int[ends.length];
        int pairs = 0;
        for (int i = 0; i < draws; i++) {
            BitSet replaced = new MixPolicy.Poisson(p).draw(ends, 0, Random.of(2).stream(i));
            for (int j = 0; j < single.length; j++) {
                single[j] += replaced.get(j) ? 1 : 0;
            }
            pairs += replaced.get(1) && replaced.get(2) ? 1 : 0;
        }
        for (int count : single) {
            assertThat((double) count / draws)
                    .isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / draws)));
        }
        double both = p * p;
        assertThat((double) pairs / draws)
                .isCloseTo(both, within(5 * Math.sqrt(both * (1 - both) / draws)));
    }
}
