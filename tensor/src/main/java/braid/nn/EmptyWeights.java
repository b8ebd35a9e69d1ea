package braid.nn;

import java.util.function.Supplier;

/**
 * Builds modules whose parameters have shapes but no memory yet, for weights that come from a file:
 * each parameter is one number, expanded, until {@link Parameter#replace} gives it its values. So a
 * large model is never in memory twice. (PyTorch: the device {@code meta}; Accelerate: {@code
 * init_empty_weights}.)
 */
public final class EmptyWeights {

    private static final ScopedValue<Boolean> ON = ScopedValue.newInstance();

    private EmptyWeights() {}

    /**
     * What a supplier builds.
     *
     * @param modules makes modules and gives their parameters no values of its own
     */
    public static <T> T build(Supplier<T> modules) {
        return ScopedValue.where(ON, true).call(modules::get);
    }

    static boolean on() {
        return ON.isBound();
    }
}
