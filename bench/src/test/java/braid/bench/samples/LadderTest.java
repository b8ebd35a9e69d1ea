package braid.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.bench.GemmWork;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;

/** Every sample against sums in double precision, at sizes that no tile or block divides. */
final class LadderTest {

    private static final int[][] SIZES = {
        {1, 1, 1}, {4, 32, 16}, {7, 33, 5}, {13, 70, 300}, {50, 17, 513}, {3, 100, 256}
    };

    static List<Product> steps() {
        return Ladder.steps();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void isTheProduct(Product step) {
        for (int[] size : SIZES) {
            int m = size[0];
            int n = size[1];
            int k = size[2];
            float[] a = GemmWork.random(1, m * k);
            float[] b = GemmWork.random(2, k * n);
            float[] c = new float[m * n];
            Arrays.fill(c, 7);
            step.run(m, n, k, a, b, c);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum += (double) a[i * k + p] * b[p * n + j];
                    }
                    assertThat((double) c[i * n + j])
                            .as("%s, %s, (%d, %d)", step.idea(), Arrays.toString(size), i, j)
                            .isCloseTo(sum, within(Ladder.tolerance(k)));
                }
            }
        }
    }
}
