package braid.vqvae.quantizer;

import braid.tensor.random.Random;

import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.JDKRandomGenerator;

import java.util.ArrayList;
import java.util.List;

/** Places a codebook on data by k-means with k-means++ seeding (Arthur and Vassilvitskii 2007). */
final class KMeans {

    private static final int ITERATIONS = 10;
    private static final int MOST_POINTS = 4096;

    private KMeans() {}

    /**
     * Cluster centres.
     *
     * @param data points, row after row
     * @param width numbers a point
     * @param count how many centres; where there are fewer distinct points, centres repeat with a
     *     small shift
     * @return {@code count} centres, row after row
     */
    static float[] centres(float[] data, int width, int count, Random random) {
        List<DoublePoint> points = new ArrayList<>();
        int n = Math.min(data.length / width, MOST_POINTS);
        for (int i = 0; i < n; i++) {
            double[] p = new double[width];
            for (int d = 0; d < width; d++) {
                // A shift far below any distance that matters keeps equal points apart.
                p[d] = data[i * width + d] + 1e-6 * random.nextGaussian();
            }
            points.add(new DoublePoint(p));
        }
        int k = Math.min(count, n);
        var generator = new JDKRandomGenerator((int) random.nextLong());
        var clusterer =
                new KMeansPlusPlusClusterer<DoublePoint>(
                        k, ITERATIONS, new EuclideanDistance(), generator);
        List<CentroidCluster<DoublePoint>> clusters = clusterer.cluster(points);
        float[] centres = new float[count * width];
        for (int c = 0; c < count; c++) {
            double[] centre = clusters.get(c % k).getCenter().getPoint();
            for (int d = 0; d < width; d++) {
                double shift = c < k ? 0 : 1e-3 * random.nextGaussian();
                centres[c * width + d] = (float) (centre[d] + shift);
            }
        }
        return centres;
    }
}
