package braid.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import braid.tensor.backend.MatmulPrecision;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

class AgreementTest {

    private static final String GRADIENT = "gradient of codebook";

    /** Work whose results are set before. */
    private static class Fixed implements Workload {

        private final Map<String, Supplier<float[]>> results = new HashMap<>();
        private int runs;

        Fixed with(String name, float... values) {
            results.put(name, () -> values);
            return this;
        }

        /** A loss that is wrong in a later run only. */
        Fixed withLoss(float first, float later) {
            results.put("loss", () -> new float[] {runs == 1 ? first : later});
            return this;
        }

        @Override
        public String shape() {
            return "";
        }

        @Override
        public double work() {
            return 1;
        }

        @Override
        public double gflop() {
            return 1;
        }

        @Override
        public void run() {
            runs++;
        }

        @Override
        public Map<String, Supplier<float[]>> results() {
            return results;
        }
    }

    private static ThrowingCallable checking(Fixed ours, Fixed theirs) {
        return () -> Agreement.check(ours, Map.of("torch", theirs), MatmulPrecision.HIGHEST);
    }

    @Test
    void givesTheGreatestDifferenceRelativeToOurGreatestElement() {
        Fixed ours = new Fixed().with("product", 2, -4, 0);
        Fixed theirs = new Fixed().with("product", 2, -4, 0.0002f);
        assertThat(
                        Agreement.check(ours, Map.of("torch", theirs), MatmulPrecision.HIGHEST)
                                .get("torch"))
                .isCloseTo(0.00005, offset(1e-9));
        assertThat(theirs.runs).isEqualTo(3);
    }

    @Test
    void resultsThatAreZeroInBothAgree() {
        Fixed zero = new Fixed().with("product", 0, 0);
        assertThat(Agreement.check(zero, Map.of("torch", zero), MatmulPrecision.HIGHEST))
                .containsEntry("torch", 0.0);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 1.0002f, -1, 0})
    void refusesAnElementThatIsWrong(float wrong) {
        assertThatThrownBy(
                        checking(
                                new Fixed().with("product", 1, 1, 1),
                                new Fixed().with("product", 1, wrong, 1)))
                .isInstanceOf(Agreement.Disagreement.class)
                .hasMessageStartingWith("torch and Braid do not compute the same: product is ")
                .hasMessageEndingWith(": element 1 is 1.0 in Braid, " + wrong + " there");
    }

    @Test
    void namesTheElementThatIsFarthestApart() {
        assertThatThrownBy(
                        checking(
                                new Fixed().with("product", 1, 2, 3),
                                new Fixed().with("product", 1.5f, 4, 3.5f)))
                .hasMessageEndingWith(
                        "product is apart by 6.7e-01 of its greatest value, allowed is less than"
                                + " 1e-04: element 1 is 2.0 in Braid, 4.0 there");
        assertThatThrownBy(
                        checking(new Fixed().with("product", 1, 2), new Fixed().with("product", 1)))
                .hasMessageEndingWith(": 2 elements in Braid, 1 there");
    }

    @Test
    void refusesWhatIsNotANumberInBoth() {
        Fixed nan = new Fixed().with("loss", Float.NaN);
        assertThatThrownBy(checking(nan, nan)).hasMessageContaining("loss is apart by NaN");
        Fixed ours = new Fixed().with("loss", Float.NaN);
        assertThatThrownBy(checking(ours, new Fixed().with("loss", 1)))
                .hasMessageContaining("loss is apart by NaN");
    }

    @Test
    void refusesAGradientThatIsMissingOrZero() {
        Fixed ours = new Fixed().with("loss", 1).with(GRADIENT, 1e-9f, 2e-9f);
        assertThatThrownBy(checking(ours, new Fixed().with("loss", 1)))
                .hasMessageContaining("nothing to compare");
        assertThatThrownBy(checking(ours, new Fixed().with("loss", 1).with(GRADIENT)))
                .hasMessageContaining(GRADIENT + " is apart by Infinity");
        assertThatThrownBy(checking(ours, new Fixed().with("loss", 1).with(GRADIENT, 0, 0)))
                .hasMessageContaining(GRADIENT + " is apart by 1.0e+00");
        assertThatThrownBy(
                        checking(
                                new Fixed().with("loss", 1).with(GRADIENT, 0, 0),
                                new Fixed().with("loss", 1).with(GRADIENT, 0, 1e-9f)))
                .hasMessageContaining(GRADIENT + " is apart by Infinity");
    }

    @Test
    void refusesAnUpdateThatShowsInALaterRunOnly() {
        assertThatThrownBy(checking(new Fixed().with("loss", 1), new Fixed().withLoss(1, 1.001f)))
                .hasMessageContaining("loss is apart by 1.0e-03");
    }

    @Test
    void refusesToCompareNothing() {
        assertThatThrownBy(checking(new Fixed(), new Fixed()))
                .hasMessageContaining("nothing to compare");
    }
}
