package braid.training.experiment;

import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

import java.util.Arrays;

/**
 * Intervals of means over seeds and questions. Both are drawn with replacement, each for itself:
 * all seeds answered the same questions, so a drawn question counts for every drawn seed (the
 * pigeonhole bootstrap of Owen 2007, "The pigeonhole bootstrap", Annals of Applied Statistics 1).
 * The interval lies between percentiles of the drawn means.
 *
 * <p>What is due to a seed and a question together is counted up to three times, so the interval
 * errs to the wide side there; with three seeds the spread between seeds is known badly, and its
 * part errs to the narrow side by up to a factor of {@code sqrt(2/3)}. Where all values are equal
 * the interval has no width. The draws are the same in each call.
 */
public final class Bootstrap {

    private static final int DRAWS = 10_000;
    private static final long SEED = 2502_03275;

    private Bootstrap() {}

    /**
     * Interval of the mean of a table.
     *
     * @param values seeds × questions
     */
    public static Interval mean(double[][] values) {
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(SEED);
        int seeds = values.length;
        int questions = values[0].length;
        double[] means = new double[DRAWS];
        double[] column = new double[questions];
        for (int draw = 0; draw < DRAWS; draw++) {
            Arrays.fill(column, 0);
            for (int s = 0; s < seeds; s++) {
                double[] row = values[random.nextInt(seeds)];
                for (int q = 0; q < questions; q++) {
                    column[q] += row[q];
                }
            }
            double sum = 0;
            for (int q = 0; q < questions; q++) {
                sum += column[random.nextInt(questions)];
            }
            means[draw] = sum / ((double) seeds * questions);
        }
        double tail = 100 * (1 - Interval.CONFIDENCE) / 2;
        return new Interval(
                StatUtils.percentile(means, tail), StatUtils.percentile(means, 100 - tail));
    }

    /**
     * Interval of the mean difference {@code a - b} of two tables with the same seeds and
     * questions, drawn together.
     */
    public static Interval difference(double[][] a, double[][] b) {
        double[][] difference = new double[a.length][];
        for (int s = 0; s < a.length; s++) {
            difference[s] = a[s].clone();
            for (int q = 0; q < a[s].length; q++) {
                difference[s][q] -= b[s][q];
            }
        }
        return mean(difference);
    }
}
