package braid.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.FloatVector;

import org.junit.jupiter.api.Test;

import java.util.Random;

final class VectorsTest {

    @Test
    void sumAddsHalvesInOneOrderBeforeAndAfterCompilation() {
        Random random = new Random(1);
        float[] x = new float[Vectors.LANES];
        for (int trial = 0; trial < 20_000; trial++) {
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(6)));
            }
            float sum = Vectors.sum(FloatVector.fromArray(Vectors.F, x, 0));
            assertThat(sum).as("trial %d", trial).isEqualTo(halves(x));
        }
    }

    private static float halves(float[] x) {
        float[] s = x.clone();
        for (int half = x.length / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                s[i] += s[i + half];
            }
        }
        return s[0];
    }
}
