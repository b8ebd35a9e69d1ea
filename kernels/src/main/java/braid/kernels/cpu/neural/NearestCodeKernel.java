package braid.kernels.cpu.neural;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.Workers;
import braid.kernels.cpu.gemm.TileProduct;
import braid.tensor.Tensor;

/**
 * {@link braid.tensor.op.NearestCode}. The vector version compares {@code |e|² - 2 x·e}, which has
 * the same order as the distance, with the products of 32 rows at a time.
 */
final class NearestCodeKernel {

    private static final int BLOCK = 32;

    private NearestCodeKernel() {}

    static void run(Tensor x, Tensor codebook, Tensor out, boolean fast) {
        Tensor a = Contiguity.of(x);
        Tensor e = Contiguity.of(codebook);
        if (fast) {
            vector(a, e, out);
        } else {
            reference(a, e, out);
        }
    }

    private static void reference(Tensor x, Tensor codebook, Tensor out) {
        int d = x.dim(1);
        Reals a = Reals.of(x);
        Reals e = Reals.of(codebook);
        for (int i = 0; i < x.dim(0); i++) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int k = 0; k < codebook.dim(0); k++) {
                double distance = 0;
                for (int j = 0; j < d; j++) {
                    double v = a.get(CpuStorage.offset(x) + i * d + j);
                    double diff = v - e.get(CpuStorage.offset(codebook) + k * d + j);
                    distance += diff * diff;
                }
                if (distance < least) {
                    least = distance;
                    best = k;
                }
            }
            Reals.of(out).set((int) (out.layout().offset() + i * out.layout().stride(0)), best);
        }
    }

    private static void vector(Tensor x, Tensor codebook, Tensor out) {
        int m = x.dim(0);
        int d = x.dim(1);
        int codes = codebook.dim(0);
        float[] e = CpuStorage.floats(codebook);
        int eo = CpuStorage.offset(codebook);
        float[] turned = new float[codes * d];
        float[] norms = new float[codes];
        for (int k = 0; k < codes; k++) {
            double square = 0; // hundreds of terms in one float would decide between near codes
            for (int j = 0; j < d; j++) {
                float v = e[eo + k * d + j];
                turned[j * codes + k] = v;
                square += (double) v * v;
            }
            norms[k] = (float) square;
        }
        int[] best = new int[m];
        int blocks = (m + BLOCK - 1) / BLOCK;
        Workers.shared()
                .forRange(
                        blocks,
                        1,
                        (w, from, to) -> {
                            float[] scores = Scratch.floats(0, BLOCK * codes);
                            for (int b = from; b < to; b++) {
                                int rows = Math.min(BLOCK, m - b * BLOCK);
                                int at = CpuStorage.offset(x) + b * BLOCK * d;
                                float[] a = CpuStorage.floats(x);
                                TileProduct.run(
                                        rows, codes, d, a, at, d, 1, turned, 0, codes, scores, 0,
                                        codes, false);
                                for (int r = 0; r < rows; r++) {
                                    best[b * BLOCK + r] = least(scores, r * codes, norms);
                                }
                            }
                        });
        Reals o = Reals.of(out);
        for (int i = 0; i < m; i++) {
            o.set((int) (out.layout().offset() + i * out.layout().stride(0)), best[i]);
        }
    }

    private static int least(float[] scores, int at, float[] norms) {
        int best = 0;
        float least = Float.POSITIVE_INFINITY;
        for (int k = 0; k < norms.length; k++) {
            float v = norms[k] - 2 * scores[at + k];
            if (v < least) {
                least = v;
                best = k;
            }
        }
        return best;
    }
}
