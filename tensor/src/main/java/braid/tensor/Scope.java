package braid.tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
 * inner scope around a block of a model frees only what neither the caller nor the tape needs. A
 * recorded graph of which no tensor was lifted out is freed with its scope, and every graph with
 * the outermost one, walked backward or not. Without an open scope, CPU tensors are ordinary
 * garbage. A scope belongs to the thread that opened it.
 */
public final class Scope implements AutoCloseable {

    private static final Storage[] NONE = {};
    private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();

    /** Owner of what a closed scope let go and the tape still holds. */
    private static final Scope CLOSED = new Scope(null);

    private final @Nullable Scope parent;
    private final Thread thread = Thread.currentThread();
    private final List<Held> held = new ArrayList<>();
    private Storage[] owned = new Storage[16];
    private int count;
    private boolean graphKept;
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

    /** For the tape: what a recorded step holds, let go with the scope unless it was before. */
    public interface Held {
        /** Whether it was let go. */
        boolean isReleased();

        /** Lets it go; nothing happens the second time. */
        void release();
    }

    /**
     * For the tape: lets something go when this scope closes, or a later one that its graph was
     * kept in.
     */
    public void holdUntilClose(Held graph) {
        held.add(graph);
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
        if (closed) {
            throw new TensorException(
                    "scope: keep of " + tensor.shape() + " after the scope was closed",
                    "keep what is needed later before the scope closes");
        }
        Storage storage = tensor.storage();
        graphKept |= tensor.node() != null && !tensor.node().isLeaf();
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
                owned[i].own(CLOSED);
                owned[i].release();
            }
        }
        owned = NONE;
        closeGraph();
    }

    private void closeGraph() {
        for (Held h : held) {
            if (graphKept && parent != null) {
                if (!h.isReleased()) {
                    parent.held.add(h);
                }
            } else {
                h.release();
            }
        }
        held.clear();
    }
}
