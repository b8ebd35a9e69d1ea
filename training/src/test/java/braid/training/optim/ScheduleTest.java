package braid.training.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.training.optim.Schedule.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Learning rates against their formulas. Peak 2, warm-up of 10 of 110 steps, floor a quarter. */
final class ScheduleTest {

    private static double at(Kind kind, int step) {
        return new Schedule(kind, 2, 10, 110, 0.25).at(step);
    }

    private static void check(Kind kind, int step, double expected) {
        assertThat(at(kind, step)).as("step %d", step).isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void warmUpIsALineFromZeroToThePeak(Kind kind) {
        check(kind, 1, 0.2);
        check(kind, 5, 1);
        check(kind, 10, 2);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "CONSTANT", mode = EnumSource.Mode.EXCLUDE)
    void theEndIsTheFloor(Kind kind) {
        check(kind, 110, 0.5);
    }

    @Test
    void constantStaysAtThePeak() {
        check(Kind.CONSTANT, 11, 2);
        check(Kind.CONSTANT, 110, 2);
    }

    @Test
    void linearFallsEvenly() {
        check(Kind.LINEAR, 35, 0.5 + 1.5 * 0.75);
        check(Kind.LINEAR, 60, 1.25);
        check(Kind.LINEAR, 85, 0.5 + 1.5 * 0.25);
    }

    @Test
    void cosineIsHalfAWave() {
        check(Kind.COSINE, 35, 0.5 + 0.75 * (1 + Math.sqrt(0.5)));
        check(Kind.COSINE, 60, 1.25);
        check(Kind.COSINE, 85, 0.5 + 0.75 * (1 - Math.sqrt(0.5)));
    }

    @Test
    void wsdIsStableAndFallsOverTheLastFifth() {
        check(Kind.WSD, 11, 2);
        check(Kind.WSD, 90, 2);
        check(Kind.WSD, 95, 0.5 + 1.5 * 0.75);
        check(Kind.WSD, 100, 1.25);
    }

    @Test
    void withoutWarmUpTheFirstStepIsNearThePeak() {
        var schedule = new Schedule(Kind.LINEAR, 1, 0, 4, 0);
        assertThat(schedule.at(1)).isEqualTo(0.75);
        assertThat(schedule.at(4)).isZero();
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Schedule(Kind.LINEAR, 0, -1, 0, 2))
                .hasMessageContaining("peak 0.0, warm-up -1, total 0, floor 2.0")
                .hasMessageContaining("HINT: peak > 0");
        assertThatThrownBy(() -> new Schedule(Kind.LINEAR, Double.NaN, 0, 1, 0))
                .hasMessageContaining("peak NaN");
    }
}
