package braid.kernels.device;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/** What another driver can do, done on no memory: for counting what an operation would take. */
final class IdleDriver implements Driver {

    private final Driver real;

    IdleDriver(Driver real) {
        this.real = real;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Segment reserve(long bytes) {
        return () -> bytes;
    }

    @Override
    public void free(Segment segment) {
        // There is no memory.
    }

    @Override
    public void write(MemorySegment from, Segment to, long at) {
        // There is no memory.
    }

    @Override
    public void read(Segment from, long at, MemorySegment to) {
        to.fill((byte) 0);
    }

    @Override
    public void launch(Call call) {
        // There is nothing to compute on.
    }

    @Override
    public void finish() {
        // Nothing is queued.
    }

    @Override
    public boolean hasDoubles() {
        return real.hasDoubles();
    }

    @Override
    public boolean isProcessor() {
        return real.isProcessor();
    }

    @Override
    public int multiprocessors() {
        return real.multiprocessors();
    }

    @Override
    public long largestSegment() {
        return Long.MAX_VALUE;
    }

    @Override
    public long localMemory() {
        return real.localMemory();
    }

    @Override
    public long launchMemory() {
        return real.launchMemory();
    }

    @Override
    public boolean hasTensorCores() {
        return real.hasTensorCores();
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
