package braid.transformer;

import braid.tensor.random.Random;

/** How the rows of new tokens begin when a vocabulary grows. */
@FunctionalInterface
public interface RowInit {

    /**
     * New rows.
     *
     * @param old the rows that exist, one after the other
     * @param width numbers a row (C)
     * @param count how many new rows
     * @param random of the draws
     * @return {@code count} rows, one after the other
     */
    float[] rows(float[] old, int width, int count, Random random);

    /** The mean of the old rows plus normal noise of a tenth of their spread: the usual choice. */
    static RowInit mean() {
        return (old, width, count, random) -> {
            float[] mean = mean(old, width);
            double noise = 0.1 * spread(old);
            float[] rows = new float[count * width];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float) (mean[i % width] + noise * random.nextGaussian());
            }
            return rows;
        };
    }

    /** Normal, with the spread of the old rows. */
    static RowInit random() {
        return (old, width, count, random) -> {
            double std = spread(old);
            float[] rows = new float[count * width];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float) (std * random.nextGaussian());
            }
            return rows;
        };
    }

    /**
     * The vectors of a codebook, projected at random to the model's width and scaled to the spread
     * of the old rows, so that codes that are near each other begin near each other. They are the
     * last of the new rows; those before them, the delimiters, begin as {@link #mean}.
     *
     * @param codebook vectors, one after the other
     * @param codes how many
     */
    static RowInit codebook(float[] codebook, int codes) {
        return (old, width, count, random) -> {
            int d = codebook.length / codes;
            double[] projection = new double[d * width];
            for (int i = 0; i < projection.length; i++) {
                projection[i] = random.nextGaussian();
            }
            float[] projected = new float[codes * width];
            for (int k = 0; k < codes; k++) {
                for (int j = 0; j < width; j++) {
                    double sum = 0;
                    for (int i = 0; i < d; i++) {
                        sum += codebook[k * d + i] * projection[i * width + j];
                    }
                    projected[k * width + j] = (float) sum;
                }
            }
            double scale = spread(old) / Math.max(1e-12, spread(projected));
            float[] rows = mean().rows(old, width, count, random);
            int at = rows.length - projected.length;
            for (int i = 0; i < projected.length; i++) {
                rows[at + i] = (float) (scale * projected[i]);
            }
            return rows;
        };
    }

    private static float[] mean(float[] rows, int width) {
        double[] sum = new double[width];
        for (int i = 0; i < rows.length; i++) {
            sum[i % width] += rows[i];
        }
        float[] mean = new float[width];
        for (int j = 0; j < width; j++) {
            mean[j] = (float) (sum[j] * width / rows.length);
        }
        return mean;
    }

    /** Root mean square of the elements. */
    private static double spread(float[] rows) {
        double sum = 0;
        for (float v : rows) {
            sum += (double) v * v;
        }
        return Math.sqrt(sum / rows.length);
    }
}
