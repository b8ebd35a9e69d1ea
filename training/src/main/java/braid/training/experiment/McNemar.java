package braid.training.experiment;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * McNemar's exact test of two models that answered the same questions (McNemar 1947): of the
 * questions that one alone answered right, does either have more than its half?
 *
 * <p>Pairs are pooled over seeds, so the test speaks about these trained models; what another seed
 * would change is in the interval of the difference ({@link Bootstrap}), not here.
 *
 * @param onlyFirst questions that the first alone answered right
 * @param onlySecond questions that the second alone answered right
 * @param pairs all questions, once a seed
 */
public record McNemar(int onlyFirst, int onlySecond, int pairs) {

    /** Compares two tables of right answers, seeds × questions of the same shape. */
    public static McNemar of(double[][] first, double[][] second) {
        int onlyFirst = 0;
        int onlySecond = 0;
        int pairs = 0;
        for (int s = 0; s < first.length; s++) {
            for (int q = 0; q < first[s].length; q++) {
                pairs++;
                onlyFirst += first[s][q] > second[s][q] ? 1 : 0;
                onlySecond += first[s][q] < second[s][q] ? 1 : 0;
            }
        }
        return new McNemar(onlyFirst, onlySecond, pairs);
    }

    /** Two-sided p from the binomial distribution with 1/2; 1 if the two never differ. */
    public double p() {
        int n = onlyFirst + onlySecond;
        if (n == 0) {
            return 1;
        }
        // Without a generator: nothing is drawn from the distribution.
        double tail =
                new BinomialDistribution(null, n, 0.5)
                        .cumulativeProbability(Math.min(onlyFirst, onlySecond));
        return Math.min(1, 2 * tail);
    }

    /** Difference of the accuracies, first minus second. */
    public double difference() {
        return (double) (onlyFirst - onlySecond) / pairs;
    }
}
