package braid.training.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThroughputTest {

    private final Throughput throughput = new Throughput();

    @Test
    void nothingWasTrained() {
        assertThat(throughput.tokensPerSecond()).isZero();
        assertThat(throughput.seconds()).isZero();
    }

    @Test
    void aShortTrainingCountsWhole() {
        throughput.add(100, 2);
        throughput.add(300, 2);
        assertThat(throughput.tokensPerSecond()).isEqualTo(100);
    }

    @Test
    void stepsOfTheFirstSecondsAreLeftOut() {
        throughput.add(100, 4);
        throughput.add(100, 4);
        throughput.add(600, 2);
        throughput.add(600, 2);
        assertThat(throughput.tokensPerSecond()).isEqualTo(300);
        assertThat(throughput.seconds()).isEqualTo(12);
    }
}
