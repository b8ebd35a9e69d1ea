package braid.training.telemetry;

import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryStats;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Where the memory of a device went at its peak. */
public final class MemoryReport {

    private MemoryReport() {}

    /** Bytes at the peak by kind. */
    public static Map<MemoryKind, Long> atPeak(MemoryStats stats) {
        Map<MemoryKind, Long> bytes = new EnumMap<>(MemoryKind.class);
        for (MemoryKind kind : MemoryKind.values()) {
            bytes.put(kind, stats.atPeak(kind));
        }
        return bytes;
    }

    /** One line for people. */
    public static String line(MemoryStats stats) {
        var text = new StringBuilder("peak memory " + mebibytes(stats.peak()) + ":");
        atPeak(stats)
                .forEach((kind, bytes) ->
                        text.append(' ')
                                .append(kind.name().toLowerCase(Locale.ROOT))
                                .append(' ')
                                .append(mebibytes(bytes)));
        return text.toString();
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
