package braid.training;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets Ctrl-C end a run in good order: the run is told to stop, and the JVM waits until it has
 * saved. The JVM then ends with exit code 130 by itself.
 */
final class Interrupts implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "braid-interrupt");
    private final Consumer<Thread> unregister;
    private volatile boolean requested;
    private boolean threadInterrupted;

    Interrupts() {
        this(Runtime.getRuntime()::removeShutdownHook);
    }

    /**
     * @param unregister takes a shutdown hook away; {@link Runtime#removeShutdownHook}
     */
    Interrupts(Consumer<Thread> unregister) {
        this.unregister = unregister;
        threadInterrupted = Thread.interrupted();
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop() {
        requested = true;
        try {
            finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether the run shall stop after this step. The thread's own mark is taken away, at the
     * beginning and here, until {@link #close}: a marked thread cannot write files.
     */
    boolean isRequested() {
        threadInterrupted |= Thread.interrupted();
        return requested || threadInterrupted;
    }

    @Override
    public void close() {
        finished.countDown();
        if (!requested) {
            try {
                unregister.accept(hook);
            } catch (IllegalStateException e) {
                // The JVM has just begun to shut down. The hook will find the run finished.
            }
        }
        if (threadInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
