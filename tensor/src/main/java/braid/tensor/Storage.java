package braid.tensor;

import braid.tensor.backend.MemoryKind;

import org.jspecify.annotations.Nullable;

/**
 * Memory of one or several tensors on one device. A storage is held by the scope in which it was
 * made and by every tape node that saved a tensor on it; when the last holder lets go, the memory
 * returns to the device's pool. A storage made outside any scope is an ordinary Java object, freed
 * by the garbage collector, unless it is released by hand. Not thread-safe: a scope and its tensors
 * belong to one thread.
 */
public abstract class Storage {

    private final Device device;
    private final DType dtype;
    private final long size;
    private @Nullable Scope owner;
    private int holders = 1;
    private int version;
    private MemoryKind kind = MemoryKind.ACTIVATION;
    private boolean tracked;

    /**
     * @param size number of elements, 0 or more
     */
    protected Storage(Device device, DType dtype, long size) {
        this.device = device;
        this.dtype = dtype;
        this.size = size;
    }

    /** Where the memory is. */
    public final Device device() {
        return device;
    }

    /** Element type. */
    public final DType dtype() {
        return dtype;
    }

    /** Number of elements. */
    public final long size() {
        return size;
    }

    /** Bytes that this storage takes from its device, rounding of the pool included. */
    public abstract long bytes();

    /** Gives the memory back to the device's pool. Called once, by the last holder. */
    protected abstract void free();

    /** What the memory is for; decides its line in memory reports. */
    public final MemoryKind kind() {
        return kind;
    }

    /**
     * Says what the memory is for. Memory that outlives scopes (parameters, gradients, optimiser
     * state) is counted from here on, until it is released.
     */
    public final void tag(MemoryKind newKind) {
        var stats = device.backend().memory();
        if (tracked) {
            stats.remove(kind, bytes());
        }
        kind = newKind;
        tracked = true;
        stats.add(kind, bytes());
        tagged(newKind);
    }

    /** For backends: the memory is counted as of this kind from now on. */
    protected void tagged(MemoryKind newKind) {}

    /** How often the memory was written in place; lets the tape notice a changed saved tensor. */
    public final int version() {
        return version;
    }

    /** Notes a write in place. */
    public final void bumpVersion() {
        version++;
    }

    /** Whether the memory was given back. */
    public final boolean isReleased() {
        return holders == 0;
    }

    /** One more holder. */
    public final void retain() {
        holders++;
    }

    /** One holder less; the last gives the memory back. */
    public final void release() {
        if (--holders == 0) {
            if (tracked) {
                device.backend().memory().remove(kind, bytes());
                tracked = false;
            }
            free();
        }
    }

    /** How many hold this storage: its scope (or the garbage collector), and the tape. */
    public final int holders() {
        return holders;
    }

    /**
     * Takes the storage out of all scopes, to live until it is released by hand, and says what it
     * is for from now on: a parameter, a gradient, optimiser state.
     */
    public final void promote(MemoryKind newKind) {
        own(null);
        tag(newKind);
    }

    /** Whether a scope holds or held this storage, so that holders can be counted. */
    public final boolean isScoped() {
        return owner != null;
    }

    final @Nullable Scope owner() {
        return owner;
    }

    /** Moves the storage into a scope, or out of all scopes (null). */
    final void own(@Nullable Scope scope) {
        owner = scope;
        if (scope != null && !tracked) {
            tag(kind);
        } else if (scope == null && tracked && kind == MemoryKind.ACTIVATION) {
            device.backend().memory().remove(kind, bytes());
            tracked = false;
        }
    }
}
