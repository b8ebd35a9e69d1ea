package braid.kernels.device;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * Device memory of tensors that were made outside any scope and dropped: the garbage collector does
 * not know how scarce it is. It goes back to the pool when memory is next asked for, on the thread
 * that asks, and the operation that made it is reported, once.
 */
final class LostStorages {

    private static final Logger LOG = System.getLogger(LostStorages.class.getName());

    private final String device;
    private final DevicePool pool;
    private final ReferenceQueue<DeviceStorage> queue = new ReferenceQueue<>();
    private final Set<Lent> lent = new HashSet<>();
    private final Set<String> reported = new HashSet<>();

    LostStorages(String device, DevicePool pool) {
        this.device = device;
        this.pool = pool;
    }

    /** What is left of a storage when nothing refers to it any more. */
    static final class Lent extends PhantomReference<DeviceStorage> {

        private final DevicePool.Block block;
        private @Nullable String maker;

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
            Lent dropped = (Lent) r;
            if (lent.remove(dropped)) {
                pool.give(dropped.block);
                String maker = dropped.maker == null ? "a copy to the device" : dropped.maker;
                if (reported.add(maker)) {
                    LOG.log(
                            Level.WARNING,
                            "{0}: {1} bytes made by {2} outside any scope were left to the garbage"
                                    + " collector; open a Scope around it",
                            device,
                            dropped.block.bytes(),
                            maker);
                }
            }
        }
    }
}
