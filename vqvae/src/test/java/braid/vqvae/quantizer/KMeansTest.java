package braid.vqvae.quantizer;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.random.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Placement of a codebook on data. */
final class KMeansTest {

    private static final float[][] MIDDLES = {{-20, 0}, {20, 0}, {0, 30}, {7, -25}};
    private static final int EACH = 30;

    /** 30 points around each of four places, in turn. */
    static float[] clusters() {
        Random random = Random.of(3);
        float[] data = new float[2 * EACH * MIDDLES.length];
        for (int i = 0; i < data.length / 2; i++) {
            float[] middle = MIDDLES[i % MIDDLES.length];
            data[2 * i] = (float) (middle[0] + random.nextGaussian());
            data[2 * i + 1] = (float) (middle[1] + random.nextGaussian());
        }
        return data;
    }

    static void assertOneInEachCluster(float[] centres) {
        Set<Integer> found = new HashSet<>();
        for (int c = 0; c < centres.length / 2; c++) {
            for (int k = 0; k < MIDDLES.length; k++) {
                double distance =
                        Math.hypot(
                                centres[2 * c] - MIDDLES[k][0], centres[2 * c + 1] - MIDDLES[k][1]);
                if (distance < 1) {
                    found.add(k);
                }
            }
        }
        assertThat(found).as("centres %s", Arrays.toString(centres)).hasSize(MIDDLES.length);
    }

    /** Seeding takes far points with high probability; plain random seeding often fails here. */
    @RepeatedTest(20)
    void centresLandInSeparatedClusters(RepetitionInfo info) {
        Random random = Random.of(info.getCurrentRepetition());
        assertOneInEachCluster(KMeans.centres(clusters(), 2, MIDDLES.length, random));
    }

    @Test
    void theSameStreamGivesTheSameCentres() {
        float[] once = KMeans.centres(clusters(), 2, 3, Random.of(5));
        assertThat(KMeans.centres(clusters(), 2, 3, Random.of(5))).isEqualTo(once);
    }

    @Test
    void fewerPointsThanCodesGiveCodesThatDiffer() {
        float[] data = {1, 1, 1, 1, -8, 2};
        float[] centres = KMeans.centres(data, 2, 7, Random.of(1));
        assertThat(centres).hasSize(14);
        Set<Float> first = new HashSet<>();
        for (int c = 0; c < 7; c++) {
            first.add(centres[2 * c]);
            boolean near = Math.hypot(centres[2 * c] - 1, centres[2 * c + 1] - 1) < 0.02;
            boolean far = Math.hypot(centres[2 * c] + 8, centres[2 * c + 1] - 2) < 0.02;
            assertThat(near || far).isTrue();
        }
        assertThat(first).hasSize(7);
    }
}
