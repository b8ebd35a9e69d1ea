package braid.bench.jmh;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearnessTest {

    private static Tensor two(double first) {
        return Tensor.of(Shape.of(2), first, 1.0);
    }

    private static void compare(float ours, double exact, int terms) {
        Tensor actual = Tensor.of(Shape.of(2), ours, 1f);
        Nearness.require("op", actual, two(exact), terms);
    }

    @Test
    void allowsRoundingsOfTheFunctionAndOneForEachTerm() {
        float ulp = 0x1p-23f;
        compare(1 + 8 * ulp, 1, 0); // 17 half units
        assertThatThrownBy(() -> compare(1 + 9 * ulp, 1, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "op: element 0 of [2] is 1.000001072883606, by the reference 1.0: 1.1e-06"
                                + " apart, allowed 1.0e-06");
        compare(1 + 9 * ulp, 1, 1);
    }

    /** The root mean square of 0 and 1 is 0.7. */
    @Test
    void whatCancelledMayErrByTheSizeOfTheOthers() {
        compare(0.7e-6f, 0, 0);
        assertThatThrownBy(() -> compare(0.8e-6f, 0, 0)).hasMessageContaining("allowed 7.2e-07");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void refusesWhatIsNoNumber(float ours) {
        assertThatThrownBy(() -> compare(ours, 1, 1000)).hasMessageContaining("element 0");
    }

    @Test
    void integersAndShapesAreExact() {
        Tensor exact = Tensor.of(Shape.of(2), 3, 4);
        Nearness.require("op", Tensor.of(Shape.of(2), 3, 4), exact, 1000);
        assertThatThrownBy(() -> Nearness.require("op", Tensor.of(Shape.of(2), 3, 5), exact, 1000))
                .hasMessageContaining("element 1 of [2] is 5.0, by the reference 4.0");
        Tensor one = Tensor.of(Shape.of(1), 3.0).to(DType.F32);
        assertThatThrownBy(() -> Nearness.require("op", one, two(3), 0))
                .hasMessage("op: shape [1], by the reference [2]");
    }

    /** Three rows, a function of every element, whose gradient is off by one part in 10^4. */
    private static OpBenchmark wrongOnTheCpu() {
        return new OpBenchmark() {
            @Override
            Tensor[] operands(Random random, int rows) {
                return new Tensor[] {normal(random, rows, 4)};
            }

            @Override
            Tensor apply(Tensor[] in) {
                Tensor y = in[0].exp();
                return in[0].device() == Device.cpu()
                        ? y.add(in[0].sub(in[0].detach()).mul(1e-4))
                        : y;
            }
        };
    }

    @Test
    void benchmarksCompareGradientsToo() {
        OpBenchmark benchmark = wrongOnTheCpu();
        benchmark.rows = 3;
        benchmark.make();
        assertThatThrownBy(benchmark::check).hasMessageContaining(": gradient: element ");
    }
}
