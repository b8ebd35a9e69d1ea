package braid.training.data;

/** What becomes of a sequence that is longer than the context. */
public enum TooLong {
    /** Training does not start; the message says how many there are. */
    ERROR,
    /** Its end, and with it the answer, is cut off. */
    TRUNCATE,
    /** It is left out. */
    SKIP
}
