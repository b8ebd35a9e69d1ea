package braid.training.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;

final class MutualInformationTest {

    /**
     * A variable tells all about itself: I(X; X) = H(X), here of 8 values that are seen equally
     * often.
     */
    @Test
    void ofAVariableWithItselfIsItsEntropy() {
        int[] x = new int[800];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 8 - 4;
        }
        MutualInformation found = MutualInformation.of(x, x);
        assertThat(found.plugInBits()).isCloseTo(3, within(1e-12));
        assertThat(found.bits()).isCloseTo(3 + 7 / (1600 * Math.log(2)), within(1e-12));
        assertThat(found.entropyY()).isEqualTo(found.bits());
        assertThat(found.pairs()).isEqualTo(800);
    }

    @Test
    void ofAllPairsSeenOnceIsNothing() {
        int[] x = new int[30];
        int[] y = new int[30];
        for (int i = 0; i < 30; i++) {
            x[i] = i % 5;
            y[i] = i / 5;
        }
        assertThat(MutualInformation.of(x, y).plugInBits()).isCloseTo(0, within(1e-12));
    }

    /**
     * Binary symmetric channel with flips 0.11: I = 1 - H(0.11) = 0.500 bits; shares exact, not
     * drawn.
     */
    @Test
    void ofABinarySymmetricChannelIsItsCapacity() {
        int[] x = new int[200];
        int[] y = new int[200];
        for (int i = 0; i < 200; i++) {
            x[i] = i / 100;
            y[i] = i % 100 < 11 ? 1 - x[i] : x[i];
        }
        double capacity = 1 + (0.11 * Math.log(0.11) + 0.89 * Math.log(0.89)) / Math.log(2);
        MutualInformation found = MutualInformation.of(x, y);
        assertThat(found.plugInBits()).isCloseTo(capacity, within(1e-12));
        // Corrections: one value more of X and of Y, three more of the pair.
        assertThat(found.bits()).isCloseTo(capacity - 1 / (400 * Math.log(2)), within(1e-12));
    }

    /**
     * Independent draws: the plug-in estimate is too high by (Kx - 1)(Ky - 1) / 2N nats, the other
     * is not.
     */
    @Test
    void correctionTakesAwayTheBias() {
        int pairs = 4000;
        int repeats = 200;
        double plugIn = 0;
        double corrected = 0;
        Random random = Random.of(4);
        for (int r = 0; r < repeats; r++) {
            int[] x = new int[pairs];
            int[] y = new int[pairs];
            for (int i = 0; i < pairs; i++) {
                x[i] = random.nextInt(20);
                y[i] = random.nextInt(10);
            }
            MutualInformation found = MutualInformation.of(x, y);
            plugIn += found.plugInBits() / repeats;
            corrected += found.bits() / repeats;
        }
        double bias = 19 * 9 / (2.0 * pairs) / Math.log(2);
        // 2 N I is chi-square with 171 degrees of freedom: standard error of the mean sqrt(342 /
        // 200) / 2 N.
        double error = 4 * Math.sqrt(342.0 / repeats) / (2 * pairs) / Math.log(2);
        assertThat(plugIn).isCloseTo(bias, within(error));
        assertThat(corrected).isCloseTo(0, within(error));
    }

    @Test
    void refusesUnequalOrNoValues() {
        assertThatThrownBy(() -> MutualInformation.of(new int[3], new int[2]))
                .hasMessage("mutual information: 3 values of X, 2 of Y");
        assertThatThrownBy(() -> MutualInformation.of(new int[0], new int[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
