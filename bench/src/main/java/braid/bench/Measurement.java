package braid.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One line of results.
 *
 * @param name of the benchmark
 * @param shape sizes
 * @param unit of the speed
 * @param speed spread over the turns
 * @param peakFraction share of the measured peak of the same threads, NaN where it says nothing
 * @param threads of the CPU
 * @param device where Braid computed
 * @param peers how fast others were in the same run
 * @param facts what else is known
 */
record Measurement(
        String name,
        String shape,
        String unit,
        Timing.Spread speed,
        double peakFraction,
        int threads,
        String device,
        Map<String, Comparison> peers,
        Map<String, Object> facts) {

    /**
     * Another library, or Braid on one thread, in the same run.
     *
     * @param version of the library, empty for Braid
     * @param speed of it
     * @param ratio Braid's speed to it, over neighbouring turns
     * @param apart how far its result is from Braid's, relative
     */
    record Comparison(String version, Timing.Spread speed, Timing.Spread ratio, double apart) {}

    /** The same with one more fact. */
    Measurement with(String fact, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(facts);
        more.put(fact, value);
        return new Measurement(
                name, shape, unit, speed, peakFraction, threads, device, peers, more);
    }

    /** For JSON. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("shape", shape);
        map.put("value", speed.median());
        map.put("low", speed.low());
        map.put("high", speed.high());
        map.put("unit", unit);
        if (!Double.isNaN(peakFraction)) {
            map.put("fraction_of_peak", peakFraction);
        }
        map.put("threads", threads);
        map.put("device", device);
        peers.forEach((peer, c) -> {
            map.put(peer, c.speed.median());
            map.put(peer + "_ratio", c.ratio.median());
            map.put(peer + "_ratio_low", c.ratio.low());
            map.put(peer + "_ratio_high", c.ratio.high());
            map.put(peer + "_apart", c.apart);
            if (!c.version.isEmpty()) {
                map.put(peer + "_version", c.version);
            }
        });
        map.putAll(facts);
        return map;
    }

    /** For people. */
    String toText() {
        var text =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "%-10s %-32s %d t %,11.0f %s (%,.0f to %,.0f)",
                                name,
                                shape,
                                threads,
                                speed.median(),
                                unit,
                                speed.low(),
                                speed.high()));
        if (!Double.isNaN(peakFraction)) {
            text.append(String.format(Locale.ROOT, ", %.0f %% of peak", 100 * peakFraction));
        }
        peers.forEach((peer, c) ->
                text.append(
                        String.format(
                                Locale.ROOT,
                                "; %s %,.0f, ratio %.2f (%.2f to %.2f)",
                                peer.replace('_', ' '),
                                c.speed.median(),
                                c.ratio.median(),
                                c.ratio.low(),
                                c.ratio.high())));
        facts.forEach((key, value) ->
                text.append("; ").append(key.replace('_', ' ')).append(' ').append(brief(value)));
        return text.toString();
    }

    private static String brief(Object value) {
        return value instanceof Double d
                ? String.format(Locale.ROOT, "%.1f", d)
                : String.valueOf(value);
    }
}
