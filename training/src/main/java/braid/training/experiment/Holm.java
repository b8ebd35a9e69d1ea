package braid.training.experiment;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Holm's correction for several tests at once (Holm 1979): none is judged by its p alone. */
public final class Holm {

    private Holm() {}

    /**
     * Corrected p values: the i-th smallest of n, counted from 0, times {@code n - i}; none below
     * one before it, and none above 1.
     *
     * @param p in any order; the result has the same
     */
    public static double[] correct(double[] p) {
        List<Integer> order =
                IntStream.range(0, p.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> p[i]))
                        .toList();
        double[] corrected = new double[p.length];
        double least = 0;
        for (int rank = 0; rank < p.length; rank++) {
            int i = order.get(rank);
            least = Math.max(least, Math.min(1, (p.length - rank) * p[i]));
            corrected[i] = least;
        }
        return corrected;
    }
}
