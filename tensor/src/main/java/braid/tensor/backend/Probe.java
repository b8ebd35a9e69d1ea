package braid.tensor.backend;

/**
 * Whether a type of device can be used.
 *
 * @param available whether it can
 * @param detail what was found, or why it cannot be used
 * @param remedy what to do about it; empty if available
 */
public record Probe(boolean available, String detail, String remedy) {

    /** It can be used. */
    public static Probe available(String detail) {
        return new Probe(true, detail, "");
    }

    /** It cannot be used, for this reason; the remedy mends it. */
    public static Probe absent(String reason, String remedy) {
        return new Probe(false, reason, remedy);
    }
}
