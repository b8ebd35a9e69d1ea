package braid.kernels.cpu;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A few persistent threads that split a range with the caller. The split depends only on the range
 * and the number of threads; kernels must give the same bits for any split. A waiting thread spins
 * for some tens of microseconds, since the next range usually comes at once, and then parks.
 *
 * <p>The shared instance has one thread for each available processor, or as many as the system
 * property {@code braid.threads} says.
 */
public final class Workers implements AutoCloseable {

    /** System property with the number of threads. */
    public static final String THREADS_PROPERTY = "braid.threads";

    private static final int SPINS = 20_000;

    private static volatile Workers shared = new Workers(defaultSize());

    private final int size;
    private final Helper[] helpers;
    private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

    /**
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

    private static int defaultSize() {
        String asked = System.getProperty(THREADS_PROPERTY);
        if (asked == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            return Math.max(1, Integer.parseInt(asked.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    THREADS_PROPERTY + "=" + asked + "\n  HINT: a whole number, 1 or more", e);
        }
    }

    /** The threads that all kernels use. */
    public static Workers shared() {
        return shared;
    }

    /** Replaces the shared threads; not while kernels run. */
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
     * @param task must not depend on how the range is split
     */
    public void forRange(int n, int grain, RangeTask task) {
        int parts = (int) Math.min(size, Math.max(1, n / (long) Math.max(1, grain)));
        if (n <= 0) {
            return;
        }
        if (parts == 1 || inside.get()) {
            task.run(0, 0, n);
            return;
        }
        split(n, parts, task);
    }

    private synchronized void split(int n, int parts, RangeTask task) {
        inside.set(true);
        try {
            for (int p = 1; p < parts; p++) {
                helpers[p - 1].submit(task, bound(n, parts, p), bound(n, parts, p + 1));
            }
            Throwable failure = null;
            try {
                task.run(0, 0, bound(n, parts, 1));
            } catch (Throwable t) {
                failure = t;
            }
            for (int p = 1; p < parts; p++) {
                Throwable t = helpers[p - 1].await();
                failure = failure == null ? t : failure;
            }
            rethrow(failure);
        } finally {
            inside.set(false);
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

    /** Ends the threads. */
    @Override
    public void close() {
        for (Helper h : helpers) {
            h.stop();
        }
    }

    /** One thread and its mailbox. */
    private final class Helper implements Runnable {

        private final int worker;
        private final Thread thread;
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

        void submit(RangeTask newTask, int newFrom, int newTo) {
            task = newTask;
            from = newFrom;
            to = newTo;
            wake();
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // only the submitting thread writes it
        private void wake() {
            asked = asked + 1;
            if (parked) {
                LockSupport.unpark(thread);
            }
        }

        @Nullable Throwable await() {
            int spins = 0;
            while (done != asked) {
                if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            Throwable t = failure;
            failure = null;
            task = null;
            return t;
        }

        void stop() {
            stopped = true;
            wake();
        }

        @Override
        public void run() {
            inside.set(true);
            long seen = 0;
            while (true) {
                for (int spins = 0; asked == seen; spins++) {
                    if (spins < SPINS) {
                        Thread.onSpinWait();
                    } else {
                        parked = true;
                        if (asked == seen) {
                            LockSupport.park(this);
                        }
                        parked = false;
                    }
                }
                seen = asked;
                if (stopped) {
                    return;
                }
                try {
                    Objects.requireNonNull(task).run(worker, from, to);
                } catch (Throwable t) {
                    failure = t;
                }
                done = seen;
            }
        }
    }
}
