package braid.kernels.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system says of the processor. */
final class Processor {

    private Processor() {}

    /** Model name, or the architecture where the system does not tell. */
    static String name() {
        Path info = Path.of("/proc/cpuinfo");
        try (var lines = Files.lines(info)) {
            return lines.filter(l -> l.startsWith("model name"))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /**
     * Hardware threads that share one core: 2 with hyper-threading. 1 where the system is silent.
     */
    static int threadsPerCore() {
        Path siblings = Path.of("/sys/devices/system/cpu/cpu0/topology/thread_siblings_list");
        try {
            int threads = 0;
            for (String range : Files.readString(siblings).strip().split(",")) { // "0,64" or "0-1"
                String[] ends = range.split("-");
                int first = Integer.parseInt(ends[0]);
                threads += Integer.parseInt(ends[ends.length - 1]) - first + 1;
            }
            return Math.max(1, threads);
        } catch (IOException | NumberFormatException e) {
            return 1;
        }
    }
}
