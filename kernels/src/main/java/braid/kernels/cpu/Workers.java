package braid.kernels.cpu;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A few persistent daemon threads that split a range with the caller. The split depends only on the
 * range and the number of threads; kernels must give the same bits for any split.
 *
 * <p>A waiting thread spins for a while, since the next range usually comes at once (0.2 µs to
 * start it, against 5 to 50 µs for a parked thread), then yields, then parks. A part that no thread
 * has begun when the caller is done with its own is run by the caller: nobody waits for a thread
 * that the system does not schedule, because it is parked or there are more threads than
 * processors.
 *
 * <p>The shared instance has one thread for each physical core that is available, or as many as the
 * system property {@code braid.threads} says. Two threads on one core would share its multipliers.
 */
public final class Workers implements AutoCloseable {

    /** System property with the number of threads. */
    public static final String THREADS_PROPERTY = "braid.threads";

    /** How long a thread spins without giving way; some hundreds of checks. */
    private static final long SPIN_NANOS = 20_000;

    /** How long a thread waits before it parks. */
    private static final long WAIT_NANOS = 100_000;

    private static final int CHECKS_PER_CLOCK = 32;

    private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);

    private static volatile Workers shared =
            new Workers(size(System.getProperty(THREADS_PROPERTY)));

    private final int size;
    private final Helper[] helpers;

    /**
     * Starts the threads.
     *
     * @param size number of threads that work on a range, the caller included
     */
    public Workers(int size) {
        if (size < 1) {
            throw new IllegalArgumentException(
                    "workers: " + size + " threads\n  HINT: at least 1, the caller itself");
        }
        this.size = size;
        helpers = new Helper[size - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(i + 1);
            helpers[i].thread.start();
        }
    }

    /** Number of threads for a value of the system property, or for none. */
    static int size(@Nullable String asked) {
        if (asked == null) {
            int logical = Runtime.getRuntime().availableProcessors();
            return Math.max(1, logical / Processor.threadsPerCore());
        }
        try {
            int size = Integer.parseInt(asked.strip());
            if (size >= 1) {
                return size;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new IllegalArgumentException(
                THREADS_PROPERTY + "=" + asked + "\n  HINT: a whole number, 1 or more");
    }

    /** The threads that all kernels use. */
    public static Workers shared() {
        return shared;
    }

    /** Replaces the shared threads. What runs on the old ones is finished there. */
    public static synchronized void resize(int size) {
        if (size != shared.size) {
            Workers old = shared;
            shared = new Workers(size);
            old.close();
        }
    }

    /** Number of threads that work on a range, the caller included. */
    public int size() {
        return size;
    }

    /** Work on a part of a range. */
    @FunctionalInterface
    public interface RangeTask {
        /**
         * @param worker which thread, 0 (the caller) to {@code size - 1}
         * @param from first index
         * @param to index after the last
         */
        void run(int worker, int from, int to);
    }

    /**
     * Splits {@code [0, n)} into contiguous parts of nearly equal size and runs them at the same
     * time. Called from within a task, it runs on that thread alone.
     *
     * @param n length of the range; nothing happens at 0
     * @param grain least useful part: no part is smaller, unless the whole range is
     * @param task must not depend on how the range is split, nor one part wait for another
     */
    public void forRange(int n, int grain, RangeTask task) {
        int parts = (int) Math.min(size, Math.max(1, n / (long) Math.max(1, grain)));
        if (n <= 0) {
            return;
        }
        if (parts == 1 || INSIDE.get()) {
            task.run(0, 0, n);
            return;
        }
        split(n, parts, task);
    }

    private synchronized void split(int n, int parts, RangeTask task) {
        INSIDE.set(true);
        try {
            for (int p = 1; p < parts; p++) {
                helpers[p - 1].submit(task, bound(n, parts, p), bound(n, parts, p + 1));
            }
            Throwable failure = run(task, 0, 0, bound(n, parts, 1));
            for (int p = 1; p < parts; p++) {
                Throwable t = helpers[p - 1].finish();
                failure = failure == null ? t : failure;
            }
            rethrow(failure);
        } finally {
            INSIDE.set(false);
        }
    }

    private static @Nullable Throwable run(RangeTask task, int worker, int from, int to) {
        try {
            task.run(worker, from, to);
            return null;
        } catch (Throwable t) {
            return t;
        }
    }

    private static int bound(int n, int parts, int p) {
        return (int) ((long) n * p / parts);
    }

    private static void rethrow(@Nullable Throwable failure) {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    /** Ends the threads. A range that comes later is done by the caller alone. */
    @Override
    public synchronized void close() {
        for (Helper h : helpers) {
            h.stop();
        }
    }

    /** One thread and its mailbox. Parts are numbered; all but {@link #run} is the caller's. */
    private static final class Helper implements Runnable {

        private final int worker;
        private final Thread thread;
        private final AtomicLong begun = new AtomicLong();
        private @Nullable RangeTask task;
        private int from;
        private int to;
        private @Nullable Throwable failure;
        private volatile long asked;
        private volatile long done;
        private volatile boolean parked;
        private volatile boolean stopped;

        Helper(int worker) {
            this.worker = worker;
            thread = new Thread(this, "braid-worker-" + worker);
            thread.setDaemon(true);
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // only the caller writes it
        void submit(RangeTask newTask, int newFrom, int newTo) {
            task = newTask;
            from = newFrom;
            to = newTo;
            asked = asked + 1;
            wake();
        }

        private void wake() {
            if (parked) {
                LockSupport.unpark(thread);
            }
        }

        /** Runs the part here if the thread has not begun it, else waits for it. */
        @Nullable Throwable finish() {
            long part = asked;
            RangeTask t = Objects.requireNonNull(task);
            task = null;
            if (begun.compareAndSet(part - 1, part)) {
                return Workers.run(t, worker, from, to);
            }
            long start = System.nanoTime();
            for (int checks = 1; done != part; checks++) {
                pause(checks, start);
            }
            Throwable f = failure;
            failure = null;
            return f;
        }

        void stop() {
            stopped = true;
            wake();
        }

        @Override
        public void run() {
            INSIDE.set(true);
            long seen = 0;
            while (true) {
                long start = System.nanoTime();
                for (int checks = 1; asked == seen && !stopped; checks++) {
                    if (!pause(checks, start)) {
                        parked = true;
                        if (asked == seen && !stopped) {
                            LockSupport.park(this);
                        }
                        parked = false;
                    }
                }
                if (stopped) {
                    return;
                }
                seen = asked;
                RangeTask t = task;
                if (t != null && begun.compareAndSet(seen - 1, seen)) {
                    failure = Workers.run(t, worker, from, to);
                    done = seen;
                }
            }
        }

        /** Spins, then yields; false when it is time to park. */
        private static boolean pause(int checks, long start) {
            if (checks % CHECKS_PER_CLOCK != 0) {
                Thread.onSpinWait();
                return true;
            }
            long waited = System.nanoTime() - start;
            if (waited > SPIN_NANOS) {
                Thread.yield();
            }
            return waited < WAIT_NANOS;
        }
    }
}
