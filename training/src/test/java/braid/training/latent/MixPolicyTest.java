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
        MixPolicy.LeftToRight math = MixPolicy.leftToRight(Caps.MATH, 16, 16);
        double text = (1 + 1 / 5.0 + 1 / 9.0 + 1 / 11.0 + 1 / 13.0 + 1 / 15.0 + 1 / 17.0) / 7;
        assertThat(math.probabilityOfText())
                .isCloseTo(text, within(1e-12))
                .isCloseTo(0.23, within(0.005));
        // Means under each cap: half its largest multiple of 16, of which 72's is 64.
        double mean = (0 + 32 + 64 + 80 + 96 + 112 + 128) / 7.0;
        assertThat(math.expectedReplaced())
                .isCloseTo(mean, within(1e-9))
                .isCloseTo(73, within(0.2));
        assertThat(math.mostLatents()).isEqualTo(16);
    }

    @Property(tries = 300)
    void drawsAreMultiplesOfTheChunkWithinCapAndTrace(
            @ForAll @Size(min = 1, max = 6) Set<@IntRange(min = 0, max = 90) Integer> caps,
            @ForAll @IntRange(min = 1, max = 12) int chunk,
            @ForAll @IntRange(min = 0, max = 100) int trace,
            @ForAll long seed) {
        MixPolicy.LeftToRight policy =
                MixPolicy.leftToRight(new Caps(List.copyOf(caps)), chunk, chunk);
        Map<Integer, Double> distribution = policy.distribution(trace);
        Random random = Random.of(seed);
        for (int i = 0; i < 20; i++) {
            int m = policy.draw(trace, random);
            assertThat(m % chunk).isZero();
            assertThat(m).isBetween(0, Math.min(trace, policy.caps().largest()));
            assertThat(distribution).containsKey(m);
        }
        assertThat(distribution.values().stream().mapToDouble(p -> p).sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void simulationAgreesWithTheClosedForm() {
        simulate(MixPolicy.leftToRight(Caps.MATH, 16, 16), 600);
        simulate(MixPolicy.leftToRight(Caps.of(0, 8, 16, 24, 32), 2, 2), 33);
        // Shorter than most caps: 100 tokens have six chunks.
        simulate(MixPolicy.leftToRight(Caps.MATH, 16, 16), 100);
    }

    private static void simulate(MixPolicy.LeftToRight policy, int trace) {
        int draws = 200_000;
        Map<Integer, Double> expected = policy.distribution(trace);
        Map<Integer, Integer> seen = new HashMap<>();
        for (int i = 0; i < draws; i++) {
            seen.merge(policy.draw(trace, Random.of(9).stream(0).stream(i)), 1, Integer::sum);
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
        MixPolicy.LeftToRight policy = MixPolicy.leftToRight(Caps.of(64), 16, 16);
        assertThat(policy.distribution(47))
                .containsExactly(
                        Map.entry(0, 1.0 / 3), Map.entry(16, 1.0 / 3), Map.entry(32, 1.0 / 3));
        assertThat(policy.distribution(15)).containsExactly(Map.entry(0, 1.0));
        assertThat(policy.distribution(0)).containsExactly(Map.entry(0, 1.0));
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
        assertThatThrownBy(() -> MixPolicy.leftToRight(Caps.MATH, 16, 5))
                .hasMessage(
                        "left to right: chunk 16, compression 5\n"
                                + "  HINT: both must be those of the VQ-VAE; the compression divides"
                                + " the chunk");
    }
}
