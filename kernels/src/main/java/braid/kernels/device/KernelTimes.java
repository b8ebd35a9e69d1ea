package braid.kernels.device;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A driver that waits for every kernel and keeps its time, to show where the time of a device goes.
 * Waiting takes some microseconds a kernel, which are in the times; kernels that would follow each
 * other without a gap take less.
 */
public final class KernelTimes implements Driver {

    private static final double MICRO = 1e-3;

    private final Driver real;
    private final Map<String, Row> rows = new LinkedHashMap<>();

    KernelTimes(Driver real) {
        this.real = real;
    }

    /**
     * Launches of one kernel.
     *
     * @param kernel its last file, name and what it was specialised by
     * @param launches how many
     * @param micros of all of them
     */
    public record Row(String kernel, long launches, double micros) {}

    /** All kernels since the start or {@link #clear}, the longest first. */
    public List<Row> rows() {
        List<Row> all = new ArrayList<>(rows.values());
        all.sort(Comparator.comparingDouble(Row::micros).reversed());
        return all;
    }

    /** Forgets what was measured so far. */
    public void clear() {
        rows.clear();
    }

    @Override
    public void launch(Call call) {
        real.finish();
        long start = System.nanoTime();
        real.launch(call);
        real.finish();
        double micros = MICRO * (System.nanoTime() - start);
        String name =
                call.program().files().getLast()
                        + " "
                        + call.kernel()
                        + " "
                        + call.program().macros();
        rows.merge(
                name,
                new Row(name, 1, micros),
                (x, y) -> new Row(name, x.launches + y.launches, x.micros + y.micros));
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public @Nullable Segment reserve(long bytes) {
        return real.reserve(bytes);
    }

    @Override
    public void free(Segment segment) {
        real.free(segment);
    }

    @Override
    public void write(MemorySegment from, Segment to, long at) {
        real.write(from, to, at);
    }

    @Override
    public void read(Segment from, long at, MemorySegment to) {
        real.read(from, at, to);
    }

    @Override
    public void finish() {
        real.finish();
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
        return real.largestSegment();
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
        return real.launches();
    }

    @Override
    public Builds builds() {
        return real.builds();
    }

    @Override
    public Map<String, String> properties() {
        return real.properties();
    }
}
