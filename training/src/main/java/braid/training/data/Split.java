package braid.training.data;

import java.util.Locale;

/** What an example is used for. */
public enum Split {
    /** To fit weights. */
    TRAIN,
    /** To choose settings and checkpoints, and to stop. */
    VALID,
    /** To report. */
    TEST;

    private static final int TENTHS = 10;

    /**
     * The split that an example belongs to by its question alone: eight tenths train, one tenth
     * each for the other two. A question is in one split only, whatever the seed and however much
     * data there is, so splits that are made by this rule cannot overlap, and appending rows to a
     * file moves none.
     *
     * @param fingerprint {@link Example#fingerprint()}
     */
    public static Split of(long fingerprint) {
        return switch ((int) Long.remainderUnsigned(fingerprint, TENTHS)) {
            case 0 -> VALID;
            case 1 -> TEST;
            default -> TRAIN;
        };
    }

    /** Lower-case name, as in file names: {@code train}, {@code valid}, {@code test}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
