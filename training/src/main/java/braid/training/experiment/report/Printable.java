package braid.training.experiment.report;

import java.util.regex.Pattern;

/** Characters that a page can hold: what a model wrote may have others. */
final class Printable {

    /** What XML cannot hold, even escaped; halves of surrogate pairs are no text in any form. */
    private static final Pattern OTHERS =
            Pattern.compile("[^\\t\\n\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    private Printable() {}

    /** The text, with U+FFFD in the place of what cannot be shown. */
    static String of(String text) {
        return OTHERS.matcher(text).replaceAll("\uFFFD");
    }
}
