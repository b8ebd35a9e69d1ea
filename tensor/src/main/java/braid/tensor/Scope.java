package braid.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lifetime of results. Every tensor that an operation makes belongs to the innermost open scope of
 * the thread, never to an operand; closing the scope gives all of them back to the pool at once.
 * {@link #keep} lifts a tensor out into the surrounding scope.
 *
 * <pre>{@code
 * try (var step = Scope.open()) {
 *     var loss = model.forward(x).crossEntropy(y);
 *     loss.backward();
 *     optimizer.step(model.parameters());
 * }
 * }</pre>
 *
 * <p>What the tape saved for the backward pass outlives the scope in which it was computed: an
 * inner scope around a block of a model frees only what neither the caller nor the tape needs.
 * Without an open scope, CPU tensors are ordinary garbage. A scope belongs to the thread that
 * opened it.
 */
public final class Scope implements AutoCloseable {

    private static final Storage[] NONE = {};
    private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();

    private final @Nullable Scope parent;
    private final Thread thread = Thread.currentThread();
    private Storage[] owned = new Storage[16];
    private int count;
    private boolean closed;

    private Scope(@Nullable Scope parent) {
        this.parent = parent;
    }

    /** Opens a scope inside the innermost one of this thread. */
    public static Scope open() {
        var scope = new Scope(CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    /** The innermost open scope of this thread, or null. */
    public static @Nullable Scope current() {
        return CURRENT.get();
    }

    /** Takes charge of a new storage. */
    void adopt(Storage storage) {
        if (count == owned.length) {
            owned = Arrays.copyOf(owned, 2 * count);
        }
        owned[count++] = storage;
        storage.own(this);
    }

    /**
     * Lifts a tensor out of this scope into the surrounding one, or out of all scopes if this is
     * the outermost. A tensor that belongs to another scope is returned as it is.
     */
    public Tensor keep(Tensor tensor) {
        Storage storage = tensor.storage();
        if (storage.owner() == this) {
            if (parent == null) {
                storage.own(null);
            } else {
                parent.adopt(storage);
            }
        }
        return tensor;
    }

    /**
     * Gives back everything that still belongs to this scope. Scopes close in the order of nesting.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (CURRENT.get() != this) {
            throw new TensorException(
                    "scope: closed out of order"
                            + (thread == Thread.currentThread() ? "" : ", on another thread"),
                    "close the innermost scope first, on the thread that opened it: use"
                            + " try-with-resources");
        }
        closed = true;
        CURRENT.set(parent);
        for (int i = 0; i < count; i++) {
            if (owned[i].owner() == this) {
                owned[i].release();
            }
        }
        owned = NONE;
    }
}
