package braid.training.eval;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How much one discrete variable says about another, estimated from pairs: for example a latent
 * code about the state of the computation that its chunk should carry.
 *
 * <p>The plug-in estimate takes shares for probabilities. It is too high by about {@code (Kx -
 * 1)(Ky - 1) / 2N} nats for independent variables, so each entropy is corrected by {@code (K - 1) /
 * 2N} nats, with K the number of different values seen (Miller 1955, Madow 1948; see Paninski 2003,
 * Neural Computation 15, section 2).
 *
 * @param bits corrected estimate; may be a little below 0 for independent variables
 * @param plugInBits plug-in estimate, never negative
 * @param entropyX corrected entropy of the first variable, in bits
 * @param entropyY corrected entropy of the second variable, in bits: the most that can be said
 *     about it
 * @param pairs how many pairs were seen
 */
public record MutualInformation(
        double bits, double plugInBits, double entropyX, double entropyY, int pairs) {

    private static final double NATS_PER_BIT = Math.log(2);

    /**
     * Estimates {@code I(X; Y) = H(X) + H(Y) - H(X, Y)}.
     *
     * @param x first variable, any whole numbers
     * @param y second variable, as many
     */
    public static MutualInformation of(int[] x, int[] y) {
        if (x.length != y.length || x.length == 0) {
            throw new IllegalArgumentException(
                    "mutual information: " + x.length + " values of X, " + y.length + " of Y");
        }
        Map<Integer, Integer> ofX = new HashMap<>();
        Map<Integer, Integer> ofY = new HashMap<>();
        Map<Long, Integer> ofBoth = new HashMap<>();
        for (int i = 0; i < x.length; i++) {
            ofX.merge(x[i], 1, Integer::sum);
            ofY.merge(y[i], 1, Integer::sum);
            ofBoth.merge((long) x[i] << 32 | (y[i] & 0xFFFFFFFFL), 1, Integer::sum);
        }
        int n = x.length;
        double plugIn =
                entropy(ofX.values(), n) + entropy(ofY.values(), n) - entropy(ofBoth.values(), n);
        double entropyX = entropy(ofX.values(), n) + correction(ofX.size(), n);
        double entropyY = entropy(ofY.values(), n) + correction(ofY.size(), n);
        double joint = entropy(ofBoth.values(), n) + correction(ofBoth.size(), n);
        return new MutualInformation(
                entropyX + entropyY - joint, Math.max(0, plugIn), entropyX, entropyY, n);
    }

    /** Plug-in entropy of counts that sum to {@code n}, in bits. */
    private static double entropy(Collection<Integer> counts, int n) {
        double nats = 0;
        for (int count : counts) {
            double p = (double) count / n;
            nats -= p * Math.log(p);
        }
        return nats / NATS_PER_BIT;
    }

    private static double correction(int values, int n) {
        return (values - 1) / (2.0 * n) / NATS_PER_BIT;
    }
}
