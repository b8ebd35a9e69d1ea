package braid.transformer.generate;

import java.util.List;

/**
 * Ends a text in front of the first of some strings, while the text comes piece by piece: what may
 * be the beginning of one is held back until it is known, so that no part of one is ever given on.
 */
public final class StopStrings {

    private final List<String> stops;
    private String held = "";
    private boolean found;

    /**
     * @param stops none empty; no strings at all hold nothing back
     */
    public StopStrings(List<String> stops) {
        if (stops.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException(
                    "stop strings: one is empty\n  HINT: an empty string would end every text");
        }
        this.stops = List.copyOf(stops);
    }

    /** Takes the next piece; gives what is certain to come before a stop. */
    public String add(String piece) {
        if (found) {
            return "";
        }
        String text = held + piece;
        int first = text.length();
        for (String stop : stops) {
            int at = text.indexOf(stop);
            if (at >= 0 && at < first) {
                first = at;
                found = true;
            }
        }
        int certain = found ? first : text.length() - open(text);
        held = found ? "" : text.substring(certain);
        return text.substring(0, certain);
    }

    /** Whether a stop has come; then no more text is given. */
    public boolean isFound() {
        return found;
    }

    /** What is left when the text has ended without a stop. */
    public String end() {
        String rest = held;
        held = "";
        return rest;
    }

    /** Length of the longest end of a text with which a stop begins. */
    private int open(String text) {
        int longest = 0;
        for (String stop : stops) {
            int n = Math.min(stop.length() - 1, text.length());
            while (n > longest && !text.endsWith(stop.substring(0, n))) {
                n--;
            }
            longest = Math.max(longest, n);
        }
        return longest;
    }
}
