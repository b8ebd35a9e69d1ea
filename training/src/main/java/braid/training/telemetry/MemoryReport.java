package braid.training.telemetry;

import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryStats;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where the memory of a device went at its peak.
 *
 * @param bytes at the peak by kind
 */
public record MemoryReport(Map<MemoryKind, Long> bytes) {

    /** What was in use at the peak. */
    public static MemoryReport atPeak(MemoryStats stats) {
        Map<MemoryKind, Long> bytes = new EnumMap<>(MemoryKind.class);
        for (MemoryKind kind : MemoryKind.values()) {
            bytes.put(kind, stats.atPeak(kind));
        }
        return new MemoryReport(bytes);
    }

    /** Bytes by name, for JSON: {@code memory_peak_parameter} and so on. */
    public Map<String, Long> facts() {
        Map<String, Long> facts = new LinkedHashMap<>();
        bytes.forEach((kind, n) -> facts.put("memory_peak_" + name(kind), n));
        return facts;
    }

    /** One line for people. */
    @Override
    public String toString() {
        long total = bytes.values().stream().mapToLong(Long::longValue).sum();
        var text = new StringBuilder("peak memory " + mebibytes(total) + ":");
        bytes.forEach(
                (kind, n) -> text.append(' ').append(name(kind)).append(' ').append(mebibytes(n)));
        return text.toString();
    }

    private static String name(MemoryKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
