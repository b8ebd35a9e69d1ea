package braid.tensor.autograd;

/** Whether operations of this thread are recorded. On by default. */
public final class GradMode implements AutoCloseable {

    private static final ThreadLocal<boolean[]> ENABLED =
            ThreadLocal.withInitial(() -> new boolean[] {true});

    private final boolean previous;

    private GradMode(boolean enabled) {
        boolean[] cell = ENABLED.get();
        previous = cell[0];
        cell[0] = enabled;
    }

    /** Records nothing until closed: {@code try (var off = GradMode.off()) { … }}. */
    public static GradMode off() {
        return new GradMode(false);
    }

    /** Records again until closed, inside a block that does not. */
    public static GradMode on() {
        return new GradMode(true);
    }

    /** Whether operations of this thread are recorded. */
    public static boolean isEnabled() {
        return ENABLED.get()[0];
    }

    @Override
    public void close() {
        ENABLED.get()[0] = previous;
    }
}
