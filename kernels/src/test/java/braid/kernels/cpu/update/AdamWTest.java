package braid.kernels.cpu.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.kernels.cpu.Workers;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.AdamWStep;
import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;

/** Against the published algorithm, in double precision, over several steps. */
final class AdamWTest {

    private static final double LR = 0.01;
    private static final double B1 = 0.9;
    private static final double B2 = 0.99;
    private static final double EPSILON = 1e-8;
    private static final double DECAY = 0.1;
    private static final double SCALE = 0.5;

    private static AdamWStep step(long t) {
        return new AdamWStep(LR, B1, B2, EPSILON, DECAY, t, SCALE);
    }

    @Test
    void severalStepsAsPublished() {
        for (int n : new int[] {1, 15, 16, 17, 50_003}) {
            Tensor p = Tensor.randn(Shape.of(n), Random.of(n));
            Tensor m = p.zerosLike();
            Tensor v = p.zerosLike();
            float[] start = p.toFloats();
            double[] exact = new double[n];
            double[] em = new double[n];
            double[] ev = new double[n];
            for (int i = 0; i < n; i++) {
                exact[i] = start[i];
            }
            for (int t = 1; t <= 4; t++) {
                Tensor g = Tensor.randn(Shape.of(n), Random.of(t).stream(n));
                step(t).update(p, g, m, v);
                float[] fg = g.toFloats();
                for (int i = 0; i < n; i++) {
                    double gi = SCALE * fg[i];
                    em[i] = B1 * em[i] + (1 - B1) * gi;
                    ev[i] = B2 * ev[i] + (1 - B2) * gi * gi;
                    double mHat = em[i] / (1 - Math.pow(B1, t));
                    double vHat = ev[i] / (1 - Math.pow(B2, t));
                    exact[i] -= LR * DECAY * exact[i] + LR * mHat / (Math.sqrt(vHat) + EPSILON);
                }
            }
            float[] fp = p.toFloats();
            float[] fm = m.toFloats();
            float[] fv = v.toFloats();
            for (int i = 0; i < n; i++) {
                assertThat((double) fp[i]).isCloseTo(exact[i], within(2e-6));
                assertThat((double) fm[i]).isCloseTo(em[i], within(1e-6));
                assertThat((double) fv[i]).isCloseTo(ev[i], within(1e-6));
            }
        }
    }

    @Test
    void sameBitsForAnyNumberOfThreads() {
        int before = Workers.shared().size();
        float[] expected = null;
        try {
            for (int threads = 1; threads <= 3; threads++) {
                Workers.resize(threads);
                Tensor p = Tensor.randn(Shape.of(100_001), Random.of(1));
                Tensor g = Tensor.randn(Shape.of(100_001), Random.of(2));
                Tensor m = p.zerosLike();
                Tensor v = p.zerosLike();
                step(1).update(p, g, m, v);
                float[] bits = p.toFloats();
                expected = expected == null ? bits : expected;
                assertThat(bits).isEqualTo(expected);
            }
        } finally {
            Workers.resize(before);
        }
    }
}
