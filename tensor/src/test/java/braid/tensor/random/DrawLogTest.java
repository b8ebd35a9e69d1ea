package braid.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DrawLogTest {

    private final Random a = Random.of(1);
    private final Random b = Random.of(2);

    /** Mixes all ways of drawing from two streams. */
    private long draw() {
        long sum = a.nextInt() * 31L + b.reserve(10);
        sum = sum * 31 + a.reserve(3);
        sum = sum * 31 + b.nextLong();
        return sum * 31 + a.nextInt(1000);
    }

    private void assertPositions(long ofA, long ofB) {
        assertThat(a.position()).isEqualTo(ofA);
        assertThat(b.position()).isEqualTo(ofB);
    }

    @Test
    void aReplayDrawsTheSameAndLeavesNoTrace() {
        a.nextInt();
        var log = new DrawLog();
        long first;
        try (var session = log.record()) {
            first = draw();
        }
        long between = draw();
        long atA = a.position();
        long atB = b.position();
        for (int i = 0; i < 2; i++) {
            try (var session = log.replay()) {
                assertThat(draw()).isEqualTo(first).isNotEqualTo(between);
            }
            assertPositions(atA, atB);
        }
    }

    @Test
    void recordingChangesNothing() {
        long plain = draw();
        long next = draw();
        Random otherA = Random.of(1);
        assertThat(otherA.nextInt()).isEqualTo(Philox.word(1, 0, 0));
        var fresh = new DrawLogTest();
        try (var session = new DrawLog().record()) {
            assertThat(fresh.draw()).isEqualTo(plain);
        }
        assertThat(fresh.draw()).isEqualTo(next);
    }

    @Test
    void aLogInsideAReplayLogsWhatTheReplayDraws() {
        var outer = new DrawLog();
        long first;
        long second;
        try (var session = outer.record()) {
            first = draw();
            second = draw();
        }
        draw();
        var inner = new DrawLog();
        try (var replay = outer.replay()) {
            assertThat(draw()).isEqualTo(first);
            try (var record = inner.record()) {
                assertThat(draw()).isEqualTo(second);
            }
        }
        long atA = a.position();
        try (var replay = inner.replay()) {
            assertThat(draw()).isEqualTo(second);
        }
        assertThat(a.position()).isEqualTo(atA);
    }

    @Test
    void aReplayInsideAReplayReturnsToTheOuterOne() {
        var one = new DrawLog();
        var two = new DrawLog();
        long first;
        long second;
        long third;
        try (var session = one.record()) {
            first = draw();
            third = draw();
        }
        try (var session = two.record()) {
            second = draw();
        }
        try (var outer = one.replay()) {
            assertThat(draw()).isEqualTo(first);
            try (var inner = two.replay()) {
                assertThat(draw()).isEqualTo(second);
            }
            assertThat(draw()).isEqualTo(third);
        }
    }

    @Test
    void aStreamThatTheLogDoesNotKnowGoesOnAndComesBack() {
        var log = new DrawLog();
        try (var session = log.record()) {
            a.nextInt();
        }
        b.nextInt();
        try (var session = log.replay()) {
            assertThat(b.nextInt()).isEqualTo(Philox.word(2, 0, 1));
        }
        assertThat(b.position()).isEqualTo(1);
    }
}
