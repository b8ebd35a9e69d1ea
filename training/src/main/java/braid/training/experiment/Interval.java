package braid.training.experiment;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

/**
 * An interval of 95 %.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Interval(double low, double high) {

    /** How sure an interval is. */
    static final double CONFIDENCE = 0.95;

    /** Wilson's interval of a share: {@code right} of {@code questions} (Wilson 1927). */
    public static Interval wilson(int right, int questions) {
        ConfidenceInterval i =
                new WilsonScoreInterval().createInterval(questions, right, CONFIDENCE);
        return new Interval(Math.max(0, i.getLowerBound()), Math.min(1, i.getUpperBound()));
    }
}
