package braid.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark of an operation or a part runs once, and its own check of the result holds. */
final class BenchmarksRunTest {

    /**
     * Those of whole steps take seconds each; their workloads are checked against other libraries.
     */
    private static final String STEPS = "TrainStep|ForwardPass|Decode|VqVaeStep";

    @Test
    void allRunAndHoldTheirChecks() throws Exception {
        var options =
                new OptionsBuilder()
                        .include("braid\\.bench\\.jmh\\.")
                        .exclude(STEPS)
                        .param("rows", "256")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(1))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build();
        assertThat(new Runner(options).run()).hasSizeGreaterThan(100);
    }
}
