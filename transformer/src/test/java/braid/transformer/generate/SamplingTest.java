package braid.transformer.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;

import java.util.BitSet;

/** Frequencies of drawn tokens against the probabilities that the rules give. */
final class SamplingTest {

    private static final int DRAWS = 40_000;
    private static final Sampling DRAWN = Sampling.temperature(1, 4);
    private static final float[] LOGITS = logs(0.05, 0.4, 0.1, 0.15, 0.3);

    /** Logits of a distribution, shifted: only differences count. */
    private static float[] logs(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (Math.log(probabilities[i]) + 7);
        }
        return logits;
    }

    private static void check(Sampling sampling, float[] logits, double... expected) {
        Random random = Random.of(sampling.seed());
        int[] counts = new int[logits.length];
        for (int i = 0; i < DRAWS; i++) {
            counts[sampling.choose(logits, random)]++;
        }
        for (int i = 0; i < counts.length; i++) {
            double p = expected[i];
            // Four standard deviations; 0 and 1 must be exact.
            double deviation = 4 * Math.sqrt(p * (1 - p) / DRAWS);
            assertThat((double) counts[i] / DRAWS)
                    .as("token %d", i)
                    .isCloseTo(p, within(deviation));
        }
    }

    @Test
    void greedyTakesTheLikeliestAndOfEqualsTheFirst() {
        check(Sampling.greedy(), LOGITS, 0, 1, 0, 0, 0);
        check(Sampling.greedy(), new float[] {-3, 2, 2, -9}, 0, 1, 0, 0);
    }

    @Test
    void temperatureOneIsTheDistribution() {
        check(Sampling.temperature(1, 1), LOGITS, 0.05, 0.4, 0.1, 0.15, 0.3);
    }

    @Test
    void temperatureRaisesProbabilitiesToItsInverse() {
        for (double temperature : new double[] {0.5, 2}) {
            double[] p = {0.05, 0.4, 0.1, 0.15, 0.3};
            double sum = 0;
            for (int i = 0; i < p.length; i++) {
                p[i] = Math.pow(p[i], 1 / temperature);
                sum += p[i];
            }
            for (int i = 0; i < p.length; i++) {
                p[i] /= sum;
            }
            check(Sampling.temperature(temperature, 2), LOGITS, p);
        }
    }

    @Test
    void topKKeepsTheKLikeliest() {
        check(Sampling.topK(2, 3), LOGITS, 0, 0.4 / 0.7, 0, 0, 0.3 / 0.7);
        check(Sampling.topK(1, 3), LOGITS, 0, 1, 0, 0, 0);
        check(Sampling.topK(50, 3), LOGITS, 0.05, 0.4, 0.1, 0.15, 0.3);
        check(Sampling.topK(2, 3), new float[] {1, 1, 1}, 0.5, 0.5, 0);
    }

    @Test
    void topPKeepsTheSmallestSetThatReachesIt() {
        check(DRAWN.topP(0.6), LOGITS, 0, 0.4 / 0.7, 0, 0, 0.3 / 0.7);
        check(DRAWN.topP(0.71), LOGITS, 0, 0.4 / 0.85, 0, 0.15 / 0.85, 0.3 / 0.85);
        check(DRAWN.topP(1e-9), LOGITS, 0, 1, 0, 0, 0);
    }

    @Test
    void topPIsAShareOfWhatTopKLeaves() {
        // Of 0.4, 0.3, 0.15 the first has 47 %, the first two 82 %.
        check(Sampling.topK(3, 5).topP(0.8), LOGITS, 0, 0.4 / 0.7, 0, 0, 0.3 / 0.7);
        check(Sampling.topK(3, 5).topP(0.47), LOGITS, 0, 1, 0, 0, 0);
    }

    @Test
    void whatAConstraintForbidsIsNeverDrawn() {
        BitSet some = new BitSet();
        some.set(1);
        some.set(3);
        float[] allowed = LOGITS.clone();
        TokenConstraint.allow(some).mask(new int[0], 0, allowed);
        check(Sampling.temperature(1, 6), allowed, 0, 0.4 / 0.55, 0, 0.15 / 0.55, 0);
        check(Sampling.greedy(), allowed, 0, 1, 0, 0, 0);
        float[] others = LOGITS.clone();
        TokenConstraint.forbid(some).mask(new int[0], 0, others);
        check(Sampling.temperature(1, 6), others, 0.05 / 0.45, 0, 0.1 / 0.45, 0, 0.3 / 0.45);
        float[] all = LOGITS.clone();
        TokenConstraint.none().mask(new int[0], 0, all);
        assertThat(all).isEqualTo(LOGITS);
    }

    @Test
    void minPKeepsAShareOfTheLikeliest() {
        // Shares of 0.4: 0.125, 1, 0.25, 0.375, 0.75.
        check(DRAWN.minP(0.5), LOGITS, 0, 0.4 / 0.7, 0, 0, 0.3 / 0.7);
        check(DRAWN.minP(0.3), LOGITS, 0, 0.4 / 0.85, 0, 0.15 / 0.85, 0.3 / 0.85);
        check(DRAWN.minP(1), LOGITS, 0, 1, 0, 0, 0);
        check(DRAWN.minP(0.1), LOGITS, 0.05, 0.4, 0.1, 0.15, 0.3);
    }

    /** The likeliest one's lead, 0.75, is squared at temperature 1/2. */
    @Test
    void minPIsOfTheDistributionAtTheTemperature() {
        var half = Sampling.temperature(0.5, 8);
        check(half.minP(0.6), LOGITS, 0, 1, 0, 0, 0);
        check(half.minP(0.5), LOGITS, 0, 0.16 / 0.25, 0, 0, 0.09 / 0.25);
    }

    @Test
    void eachRuleRestrictsWhatTheOthersLeave() {
        check(DRAWN.topK(3).minP(0.7), LOGITS, 0, 0.4 / 0.7, 0, 0, 0.3 / 0.7);
        check(DRAWN.topP(0.39).minP(0.1), LOGITS, 0, 1, 0, 0, 0);
        check(DRAWN.topP(0.9).minP(0.5), LOGITS, 0, 0.4 / 0.7, 0, 0, 0.3 / 0.7);
    }

    @Test
    void thePenaltyDividesPositiveLogitsAndMultipliesNegativeOnes() {
        float[] logits = {3, -2, 1, 0, -1};
        BitSet seen = new BitSet();
        seen.set(0, 2);
        seen.set(3);
        Sampling.greedy().penalise(logits, seen);
        assertThat(logits).containsExactly(3, -2, 1, 0, -1);
        Sampling.greedy().repetitionPenalty(4).penalise(logits, seen);
        assertThat(logits).containsExactly(0.75f, -8, 1, 0, -1);
    }

    @Test
    void aConstraintThatLeavesNothingIsReported() {
        float[] none = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        assertThatThrownBy(() -> Sampling.greedy().choose(none, Random.of(1)))
                .hasMessageStartingWith("generate: no token may come next");
    }

    @Test
    void constraintsAddUp() {
        BitSet some = new BitSet();
        some.set(1);
        some.set(3);
        BitSet three = new BitSet();
        three.set(3);
        float[] logits = LOGITS.clone();
        TokenConstraint.allow(some).and(TokenConstraint.forbid(three)).mask(new int[0], 0, logits);
        check(DRAWN, logits, 0, 1, 0, 0, 0);
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> Sampling.temperature(-1, 0))
                .hasMessageContaining("sampling: temperature -1.0")
                .hasMessageContaining("HINT: temperature >= 0");
        assertThatThrownBy(() -> Sampling.temperature(Double.NaN, 0)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> DRAWN.topK(-1)).hasMessageContaining("top-k -1");
        assertThatThrownBy(() -> DRAWN.topP(0)).hasMessageContaining("top-p 0.0");
        assertThatThrownBy(() -> DRAWN.topP(1.1)).hasMessageContaining("top-p 1.1");
        assertThatThrownBy(() -> DRAWN.minP(1.1)).hasMessageContaining("min-p 1.1");
        assertThatThrownBy(() -> DRAWN.minP(Double.NaN)).hasMessageContaining("min-p NaN");
        assertThatThrownBy(() -> DRAWN.repetitionPenalty(0)).hasMessageContaining("penalty 0.0");
    }
}
