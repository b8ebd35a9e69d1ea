package braid.kernels.device;

import braid.tensor.TensorException;
import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryStats;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Recycles a device's memory. Large segments are taken from the driver and cut into blocks; a
 * request gets the smallest free block that fits, cut to size, and a block given back is merged
 * with its free neighbours. So a steady training step takes nothing from the driver, and a longer
 * batch fits into what shorter ones left.
 *
 * <p>Small blocks have segments of their own, so that they do not split the space of large ones.
 * The queue works in order: a block can be lent again while work on its last use is still queued.
 */
final class DevicePool {

    /** Blocks begin at multiples of it: aligned for every vector type. */
    static final long ROUNDING = 256;

    /** Below it a request is small. */
    static final long SMALL = 1L << 20;

    private static final long SMALL_SEGMENT = 8L << 20;
    private static final long SEGMENT = 64L << 20;
    private static final long MIB = 1L << 20;

    private final Driver driver;
    private final MemoryStats stats;
    private final List<Block> heads = new ArrayList<>();
    private final NavigableSet<Block> small = new TreeSet<>(Block.BY_SIZE);
    private final NavigableSet<Block> large = new TreeSet<>(Block.BY_SIZE);
    private long budget = Long.MAX_VALUE;
    private long reserved;
    private int segments;

    DevicePool(Driver driver, MemoryStats stats) {
        this.driver = driver;
        this.stats = stats;
    }

    /** A part of a segment, lent or free. */
    static final class Block {

        static final Comparator<Block> BY_SIZE =
                Comparator.comparingLong(Block::bytes)
                        .thenComparingInt(b -> b.number)
                        .thenComparingLong(b -> b.at);

        private final Segment segment;
        private final int number;
        private final long at;
        private final boolean small;
        private long bytes;
        private boolean free;
        private @Nullable Block before;
        private @Nullable Block after;

        Block(Segment segment, int number, boolean small, long at, long bytes) {
            this.segment = segment;
            this.number = number;
            this.small = small;
            this.at = at;
            this.bytes = bytes;
        }

        Segment segment() {
            return segment;
        }

        long at() {
            return at;
        }

        long bytes() {
            return bytes;
        }
    }

    /** Bytes of the block for a request. */
    static long rounded(long bytes) {
        return Math.ceilDiv(Math.max(1, bytes), ROUNDING) * ROUNDING;
    }

    /**
     * Most bytes to take from the driver.
     *
     * @throws TensorException if more is taken already
     */
    synchronized void budget(long bytes) {
        if (bytes < reserved) {
            trim();
        }
        if (bytes < reserved) {
            throw new TensorException(
                    driver.name()
                            + ": a budget of "
                            + bytes / MIB
                            + " MiB, but "
                            + reserved / MIB
                            + " MiB are in use",
                    "set the budget before tensors are made");
        }
        budget = bytes;
    }

    /** A block of at least {@code bytes}; null if there is no memory. */
    synchronized @Nullable Block take(long bytes) {
        long wanted = rounded(bytes);
        Block found = fitting(free(wanted), wanted);
        if (found != null) {
            stats.hit();
        } else {
            stats.miss();
            found = reserve(wanted);
        }
        if (found == null) {
            return null;
        }
        free(found).remove(found);
        found.free = false;
        split(found, wanted);
        return found;
    }

    /** Takes a block back. */
    synchronized void give(Block block) {
        NavigableSet<Block> free = free(block);
        Block merged = block;
        Block before = merged.before;
        if (before != null && before.free) {
            free.remove(before);
            join(before, merged);
            merged = before;
        }
        Block after = merged.after;
        if (after != null && after.free) {
            free.remove(after);
            join(merged, after);
        }
        merged.free = true;
        free.add(merged);
    }

    /** Gives segments without lent blocks back to the driver. */
    synchronized void trim() {
        heads.removeIf(head -> {
            boolean whole = head.free && head.bytes == head.segment.bytes();
            if (whole) {
                free(head).remove(head);
                reserved -= head.bytes;
                driver.free(head.segment);
            }
            return whole;
        });
    }

    /** Bytes taken from the driver. */
    synchronized long reserved() {
        return reserved;
    }

    private NavigableSet<Block> free(long bytes) {
        return bytes < SMALL ? small : large;
    }

    /** Where a block belongs when it is free: by its segment, not by its size. */
    private NavigableSet<Block> free(Block block) {
        return block.small ? small : large;
    }

    private static @Nullable Block fitting(NavigableSet<Block> free, long wanted) {
        return free.ceiling(new Block(NONE, -1, false, 0, wanted));
    }

    private static final Segment NONE = () -> 0;

    private @Nullable Block reserve(long wanted) {
        long usual = wanted < SMALL ? SMALL_SEGMENT : Math.max(SEGMENT, wanted);
        long size = Math.min(usual, Math.max(wanted, driver.largestSegment()));
        Segment segment = tryReserve(size);
        if (segment == null) {
            driver.finish(); // Queued work holds what was given back.
            trim();
            segment = tryReserve(size);
        }
        if (segment == null && size > wanted) {
            segment = tryReserve(wanted);
        }
        if (segment == null) { // What is left between large blocks serves small ones too.
            return fitting(large, wanted);
        }
        reserved += segment.bytes();
        Block whole = new Block(segment, segments++, wanted < SMALL, 0, segment.bytes());
        whole.free = true;
        heads.add(whole);
        free(whole).add(whole);
        return whole;
    }

    private @Nullable Segment tryReserve(long bytes) {
        return bytes > budget - reserved ? null : driver.reserve(bytes);
    }

    private static void row(StringBuilder s, String what, long bytes) {
        s.append(String.format(Locale.ROOT, "%n  %-12s %,15d bytes", what, bytes));
    }

    private void split(Block block, long wanted) {
        long rest = block.bytes - wanted;
        if (rest < ROUNDING) {
            return;
        }
        Block second = new Block(block.segment, block.number, block.small, block.at + wanted, rest);
        second.before = block;
        second.after = block.after;
        if (second.after != null) {
            second.after.before = second;
        }
        block.after = second;
        block.bytes = wanted;
        second.free = true;
        free(second).add(second);
    }

    private static void join(Block first, Block second) {
        first.bytes += second.bytes;
        first.after = second.after;
        if (first.after != null) {
            first.after.before = first;
        }
    }

    /** There is no memory for {@code bytes}: what holds it. */
    synchronized TensorException outOfMemory(long bytes) {
        long largest = driver.largestSegment();
        if (bytes > largest) {
            return new TensorException(
                    driver.name()
                            + ": no memory for "
                            + bytes
                            + " bytes: one tensor can have "
                            + largest
                            + " on this device",
                    "lower the batch or the context, or split the tensor");
        }
        StringBuilder s = new StringBuilder();
        s.append(driver.name()).append(": no memory for ").append(bytes).append(" bytes; ");
        if (budget != Long.MAX_VALUE) {
            s.append("the budget is ").append(budget / MIB).append(" MiB, ");
        }
        s.append(reserved / MIB).append(" MiB are taken:");
        long used = 0;
        for (MemoryKind kind : MemoryKind.values()) {
            used += stats.used(kind);
            row(s, kind.name(), stats.used(kind));
        }
        long free = Stream.of(small, large).flatMap(Set::stream).mapToLong(Block::bytes).sum();
        row(s, "NO SCOPE", Math.max(0, reserved - used - free));
        row(s, "FREE", free);
        return new TensorException(
                s.toString(), "lower the batch, recompute blocks, or raise --memory-budget");
    }
}
