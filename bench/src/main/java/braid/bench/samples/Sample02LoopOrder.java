package braid.bench.samples;

import java.util.Arrays;

/**
 * The same multiplications with the two inner loops exchanged: a row of B, times one number, is
 * added to a row of C.
 *
 * <p>Neighbouring elements are read and written one after the other, so every cache line is used
 * whole, and the additions are independent: ten times as fast. The compiler could make vectors of
 * the inner loop, but B and C might be one array, and then their order would count; it does not.
 */
final class Sample02LoopOrder implements Product {

    @Override
    public void run(int m, int n, int k, float[] a, float[] b, float[] c) {
        Arrays.fill(c, 0, m * n, 0);
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                float x = a[i * k + p];
                for (int j = 0; j < n; j++) {
                    c[i * n + j] += x * b[p * n + j];
                }
            }
        }
    }

    @Override
    public String idea() {
        return "rows of B added to rows of C";
    }
}
