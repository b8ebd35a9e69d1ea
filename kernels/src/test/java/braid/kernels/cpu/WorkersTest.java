package braid.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

@Timeout(60)
final class WorkersTest {

    private record Part(int worker, int from, int to) {}

    @Property
    void partsAreContiguousLargeEnoughAndNearlyEqual(
            @ForAll @IntRange(min = 1, max = 5) int threads,
            @ForAll @IntRange(max = 1000) int n,
            @ForAll @IntRange(max = 300) int grain) {
        var parts = new ConcurrentLinkedQueue<Part>();
        try (var workers = new Workers(threads)) {
            workers.forRange(n, grain, (w, from, to) -> parts.add(new Part(w, from, to)));
        }
        List<Part> ordered = parts.stream().sorted((a, b) -> a.from - b.from).toList();
        assertThat(ordered).hasSizeLessThanOrEqualTo(threads);
        int at = 0;
        for (int i = 0; i < ordered.size(); i++) {
            Part p = ordered.get(i);
            assertThat(p.worker).isEqualTo(i);
            assertThat(p.from).isEqualTo(at);
            int length = p.to - p.from;
            assertThat(length).isBetween(n / ordered.size(), n / ordered.size() + 1);
            assertThat(ordered.size() == 1 || length >= grain).isTrue();
            at = p.to;
        }
        assertThat(at).isEqualTo(n);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16})
    void countsEveryIndexOnceOverManyRanges(int threads) {
        int n = 64;
        var counts = new AtomicIntegerArray(n);
        try (var workers = new Workers(threads)) {
            for (int round = 0; round < 20_000; round++) {
                workers.forRange(
                        n,
                        1,
                        (w, from, to) -> {
                            for (int i = from; i < to; i++) {
                                counts.getAndIncrement(i);
                            }
                        });
                if (round % 2000 == 0) {
                    LockSupport.parkNanos(1_000_000); // long enough for the threads to park
                }
            }
        }
        for (int i = 0; i < n; i++) {
            assertThat(counts.get(i)).as("index %d", i).isEqualTo(20_000);
        }
    }

    @Test
    void whatAThreadWroteIsSeenByTheCaller() {
        int[] plain = new int[48];
        try (var workers = new Workers(3)) {
            for (int round = 1; round <= 20_000; round++) {
                int value = round;
                workers.forRange(
                        plain.length,
                        1,
                        (w, from, to) -> java.util.Arrays.fill(plain, from, to, value));
                assertThat(IntStream.of(plain).allMatch(x -> x == value)).isTrue();
            }
        }
    }

    @Test
    void threadsWorkAtTheSameTime() {
        var both = new CountDownLatch(2);
        try (var workers = new Workers(2)) {
            workers.forRange(
                    2,
                    1,
                    (w, from, to) -> {
                        both.countDown();
                        try {
                            assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }
    }

    @Test
    void aFailureReachesTheCallerAndHarmsNothing() {
        try (var workers = new Workers(3)) {
            for (int failing = 0; failing < 3; failing++) {
                int bad = failing;
                for (int round = 0; round < 200; round++) {
                    assertThatThrownBy(() ->
                                    workers.forRange(
                                            3,
                                            1,
                                            (w, from, to) -> {
                                                if (from == bad) {
                                                    throw new ArithmeticException("part");
                                                }
                                            }))
                            .isInstanceOf(ArithmeticException.class)
                            .hasMessage("part");
                }
                assertThatThrownBy(() ->
                                workers.forRange(
                                        3,
                                        1,
                                        (w, from, to) -> {
                                            throw new StackOverflowError();
                                        }))
                        .isInstanceOf(StackOverflowError.class);
                assertThat(sum(workers, 1000)).isEqualTo(499_500);
            }
        }
    }

    @Test
    void aRangeWithinATaskRunsOnItsThread() {
        try (var workers = new Workers(2)) {
            workers.forRange(
                    2,
                    1,
                    (w, from, to) -> {
                        Thread outer = Thread.currentThread();
                        workers.forRange(
                                100,
                                1,
                                (w2, from2, to2) -> {
                                    assertThat(Thread.currentThread()).isSameAs(outer);
                                    assertThat(to2 - from2).isEqualTo(100);
                                });
                    });
            assertThat(sum(workers, 100)).isEqualTo(4950);
        }
    }

    @Test
    void manyCallersShareTheThreads() throws InterruptedException {
        var right = new AtomicLong();
        try (var workers = new Workers(3)) {
            Thread[] callers = new Thread[4];
            for (int c = 0; c < callers.length; c++) {
                callers[c] =
                        new Thread(() -> {
                            for (int i = 0; i < 500; i++) {
                                right.addAndGet(sum(workers, 100) == 4950 ? 1 : 0);
                            }
                        });
                callers[c].start();
            }
            for (Thread t : callers) {
                t.join();
            }
        }
        assertThat(right.get()).isEqualTo(2000);
    }

    @Test
    void resizingDisturbsNoRange() throws InterruptedException {
        int before = Workers.shared().size();
        var right = new AtomicLong();
        var caller =
                new Thread(() -> {
                    for (int i = 0; i < 5000; i++) {
                        right.addAndGet(sum(Workers.shared(), 100) == 4950 ? 1 : 0);
                    }
                });
        try {
            caller.start();
            for (int i = 0; caller.isAlive(); i++) {
                Workers.resize(1 + i % 4);
                assertThat(Workers.shared().size()).isEqualTo(1 + i % 4);
                LockSupport.parkNanos(100_000);
            }
        } finally {
            caller.join();
            Workers.resize(before);
        }
        assertThat(right.get()).isEqualTo(5000);
    }

    @Test
    void closedWorkersLeaveTheRangeToTheCaller() {
        var workers = new Workers(3);
        workers.close();
        assertThat(sum(workers, 1000)).isEqualTo(499_500);
    }

    @Test
    void theNumberOfThreadsComesFromTheProperty() {
        assertThat(Workers.size(" 3 ")).isEqualTo(3);
        assertThat(Workers.size(null)).isBetween(1, Runtime.getRuntime().availableProcessors());
        for (String bad : new String[] {"0", "-2", "two", ""}) {
            assertThatThrownBy(() -> Workers.size(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("braid.threads=" + bad + "\n  HINT: a whole number, 1 or more");
        }
        assertThatThrownBy(() -> new Workers(0))
                .hasMessage("workers: 0 threads\n  HINT: at least 1, the caller itself");
    }

    private static long sum(Workers workers, int n) {
        var total = new AtomicLong();
        workers.forRange(
                n,
                1,
                (w, from, to) -> {
                    for (int i = from; i < to; i++) {
                        total.addAndGet(i);
                    }
                });
        return total.get();
    }
}
