package braid.kernels.device;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/** A driver whose memory is counted and of which nothing else works. */
final class HeapDriver implements Driver {

    private final long limit;
    long reserved;
    int reservations;

    HeapDriver(long limit) {
        this.limit = limit;
    }

    private record Counted(long bytes) implements Segment {}

    @Override
    public String name() {
        return "fake:0";
    }

    @Override
    public @Nullable Segment reserve(long bytes) {
        if (reserved + bytes > limit) {
            return null;
        }
        reserved += bytes;
        reservations++;
        return new Counted(bytes);
    }

    @Override
    public void free(Segment segment) {
        reserved -= segment.bytes();
    }

    @Override
    public void write(MemorySegment from, Segment to, long at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void read(Segment from, long at, MemorySegment to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void launch(Call call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void finish() {
        // Nothing is queued.
    }

    @Override
    public boolean hasDoubles() {
        return true;
    }

    @Override
    public boolean isProcessor() {
        return true;
    }

    @Override
    public int multiprocessors() {
        return 0;
    }

    @Override
    public long largestSegment() {
        return limit;
    }

    @Override
    public long localMemory() {
        return 1 << 15;
    }

    @Override
    public long launchMemory() {
        return 0;
    }

    @Override
    public boolean hasTensorCores() {
        return false;
    }

    @Override
    public long launches() {
        return 0;
    }

    @Override
    public Builds builds() {
        return new Builds(0, 0, 0);
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }
}
