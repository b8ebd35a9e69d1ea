package braid.kernels.device;

import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryStats;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * Device memory of tensors that no scope gave back: it goes back to the pool when the garbage
 * collector has found them and memory is next asked for, on the thread that asks. For weights and
 * the like, which live as long as their model, this is the usual way. Of other results the
 * operation that made them is reported, once: the collector does not know how scarce the memory is.
 */
final class LostStorages {

    private static final Logger LOG = System.getLogger(LostStorages.class.getName());

    /** Milliseconds to wait for the next of what the collector has found. */
    private static final long WAIT = 50;

    private final String device;
    private final DevicePool pool;
    private final MemoryStats stats;
    private final ReferenceQueue<DeviceStorage> queue = new ReferenceQueue<>();
    private final Set<Lent> lent = new HashSet<>();
    private final Set<String> reported = new HashSet<>();

    LostStorages(String device, DevicePool pool, MemoryStats stats) {
        this.device = device;
        this.pool = pool;
        this.stats = stats;
    }

    /** What is left of a storage when nothing refers to it any more. */
    static final class Lent extends PhantomReference<DeviceStorage> {

        private final DevicePool.Block block;
        private @Nullable String maker;
        private @Nullable MemoryKind kind;

        private Lent(
                DeviceStorage storage,
                DevicePool.Block block,
                ReferenceQueue<? super DeviceStorage> queue) {
            super(storage, queue);
            this.block = block;
        }

        /** The operation that wrote it first. */
        void madeBy(String operation) {
            if (maker == null) {
                maker = operation;
            }
        }

        /** It is counted as memory of this kind. */
        void tagged(MemoryKind newKind) {
            kind = newKind;
        }
    }

    /** Watches a storage until it is given back. */
    synchronized Lent watch(DeviceStorage storage, DevicePool.Block block) {
        Lent watched = new Lent(storage, block, queue);
        lent.add(watched);
        return watched;
    }

    /** A storage was given back as it should be. */
    synchronized void forget(Lent watched) {
        lent.remove(watched);
        watched.clear();
    }

    /** Gives back what was dropped since. */
    synchronized void collect() {
        for (Reference<?> r = queue.poll(); r != null; r = queue.poll()) {
            take((Lent) r);
        }
    }

    /** The same, when the garbage collector has looked for more. */
    synchronized void collectGarbage() {
        System.gc();
        try {
            for (Reference<?> r = queue.remove(WAIT); r != null; r = queue.remove(WAIT)) {
                take((Lent) r);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Lent dropped) {
        if (lent.remove(dropped)) {
            long bytes = dropped.block.bytes(); // free blocks grow
            pool.give(dropped.block);
            MemoryKind kind = dropped.kind;
            if (kind == null || kind == MemoryKind.ACTIVATION) {
                report(dropped, bytes);
            } else {
                stats.remove(kind, bytes);
            }
        }
    }

    private void report(Lent dropped, long bytes) {
        String maker = dropped.maker == null ? "a copy to the device" : dropped.maker;
        if (reported.add(maker)) {
            LOG.log(
                    Level.WARNING,
                    "{0}: {1} bytes made by {2} outside any scope were left to the garbage collector;"
                            + " open a Scope around it",
                    device,
                    bytes,
                    maker);
        }
    }
}
