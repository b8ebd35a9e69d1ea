package braid.bench.samples;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import jdk.incubator.vector.FloatVector;

import java.util.Arrays;

/**
 * The vectors written out, with fused multiply-adds, which the compiler must not make of a product
 * and a sum: they round once, not twice.
 *
 * <p>With 16 lanes that is some seven times as fast, not sixteen: for each multiply-add B and C are
 * loaded and C is stored, and rows of B that no longer fit into the L1 cache come from farther
 * away.
 */
final class Sample03Vectors implements Product {

    @Override
    public void run(int m, int n, int k, float[] a, float[] b, float[] c) {
        Arrays.fill(c, 0, m * n, 0);
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                row(n, a[i * k + p], b, p * n, c, i * n);
            }
        }
    }

    private static void row(int n, float x, float[] b, int bt, float[] c, int ct) {
        FloatVector xs = FloatVector.broadcast(F, x);
        int j = 0;
        for (; j <= n - LANES; j += LANES) {
            FloatVector sum = FloatVector.fromArray(F, c, ct + j);
            xs.fma(FloatVector.fromArray(F, b, bt + j), sum).intoArray(c, ct + j);
        }
        for (; j < n; j++) {
            c[ct + j] = Math.fma(x, b[bt + j], c[ct + j]);
        }
    }

    @Override
    public String idea() {
        return "vectors and fused multiply-adds";
    }
}
