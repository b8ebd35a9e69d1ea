package braid.bench.samples;

/**
 * The definition: every element of C is a dot product of a row of A and a column of B.
 *
 * <p>For two flops the inner loop reads an element of A and one of B, and consecutive elements of B
 * are a whole row apart: a cache line is loaded for 4 bytes of it. And each addition waits for the
 * one before, some four cycles. At 4 GHz that is below 2 GFLOP/s, however wide the vectors of the
 * processor are: the compiler may not change the order of additions, so it cannot use them.
 */
final class Sample01Naive implements Product {

    @Override
    public void run(int m, int n, int k, float[] a, float[] b, float[] c) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[i * k + p] * b[p * n + j];
                }
                c[i * n + j] = sum;
            }
        }
    }

    @Override
    public String idea() {
        return "three loops, as it is defined";
    }
}
