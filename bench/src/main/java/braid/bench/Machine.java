package braid.bench;

import braid.tensor.Device;
import braid.training.BuildInfo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** On what and when something was measured. */
final class Machine {

    private static final Path COUNTERS = Path.of("/proc/stat");
    private static final int IDLE_FIELD = 4;
    private static final int LAST_FIELD = 8;
    private static final long LOOK_MILLIS = 1000;

    /** How long idle threads of OpenMP spin, which libtorch's speed hangs on. */
    private static final String SPINNING = "GOMP_SPINCOUNT";

    private Machine() {}

    /** Time, build, JVM, processor, and how idle the machine is, looked at for a second. */
    static Map<String, Object> circumstances() throws IOException, InterruptedException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("braid", BuildInfo.current().toString());
        facts.put("java", Runtime.version().toString());
        facts.put("processor", Device.cpu().backend().properties().get("processor"));
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("flags", ManagementFactory.getRuntimeMXBean().getInputArguments());
        String spinning = System.getenv(SPINNING);
        if (spinning != null) {
            facts.put(SPINNING.toLowerCase(Locale.ROOT), spinning);
        }
        if (Files.exists(COUNTERS)) {
            facts.put("idle_share", idleShare());
        }
        return facts;
    }

    /** Share of the processors' time in which nothing ran. */
    private static double idleShare() throws IOException, InterruptedException {
        long[] before = counters();
        Thread.sleep(LOOK_MILLIS);
        long[] after = counters();
        long all = 0;
        for (int i = 1; i <= LAST_FIELD; i++) {
            all += after[i] - before[i];
        }
        double share = (double) (after[IDLE_FIELD] - before[IDLE_FIELD]) / Math.max(1, all);
        return Math.round(100 * share) / 100.0;
    }

    /** The first line: {@code cpu user nice system idle iowait irq softirq steal}. */
    private static long[] counters() throws IOException {
        String[] fields = Files.readAllLines(COUNTERS).getFirst().split(" +");
        long[] counters = new long[LAST_FIELD + 1];
        for (int i = 1; i <= LAST_FIELD; i++) {
            counters[i] = Long.parseLong(fields[i]);
        }
        return counters;
    }
}
