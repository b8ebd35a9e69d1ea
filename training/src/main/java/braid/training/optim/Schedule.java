package braid.training.optim;

/**
 * Learning rate over time: a linear warm-up from 0, then one of several ways down to a floor.
 *
 * @param kind the way down
 * @param peak highest rate, reached after the warm-up
 * @param warmup steps of the warm-up
 * @param total steps of the run
 * @param floor lowest rate, as a share of the peak
 */
public record Schedule(Kind kind, double peak, int warmup, int total, double floor) {

    /** The share of a run in which {@link Kind#WSD} decays: its end. */
    private static final double DECAY_SHARE = 0.2;

    /** The way down. */
    public enum Kind {
        /** None. */
        CONSTANT,
        /** A straight line to the end. */
        LINEAR,
        /** Half a cosine to the end (Loshchilov and Hutter 2017, arXiv:1608.03983). */
        COSINE,
        /**
         * Warm-up, stable, decay: constant, and a straight line over the last fifth (Hu et al.
         * 2024).
         */
        WSD
    }

    /** Checks the numbers. */
    public Schedule {
        if (!(peak > 0) || warmup < 0 || total < 1 || !(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException(
                    "schedule: peak "
                            + peak
                            + ", warm-up "
                            + warmup
                            + ", total "
                            + total
                            + ", floor "
                            + floor
                            + "\n  HINT: peak > 0, warm-up >= 0, total >= 1, 0 <= floor <= 1");
        }
    }

    /**
     * The rate of a step.
     *
     * @param step from 1 to {@code total}
     */
    public double at(int step) {
        if (step <= warmup) {
            return peak * step / warmup;
        }
        double done = (double) (step - warmup) / Math.max(1, total - warmup);
        double left =
                switch (kind) {
                    case CONSTANT -> 1;
                    case LINEAR -> 1 - done;
                    case COSINE -> 0.5 * (1 + Math.cos(Math.PI * done));
                    case WSD -> Math.min(1, (1 - done) / DECAY_SHARE);
                };
        return peak * (floor + (1 - floor) * Math.clamp(left, 0, 1));
    }
}
