package braid.vqvae.quantizer;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.vqvae.VqVaeConfig;

import org.jspecify.annotations.Nullable;

/**
 * The codebook follows moving averages of the encoder outputs that chose each code (van den Oord et
 * al. 2017, appendix A.1):
 *
 * <pre>{@code
 * N_k = γ N_k + (1 - γ) n_k;  m_k = γ m_k + (1 - γ) Σ z;  e_k = m_k / N_k
 * }</pre>
 *
 * The averages are part of the state dict ({@code counts} (K), {@code sums} (K, D)), so that
 * training resumes exactly.
 */
public final class EmaQuantizer extends Quantizer {

    /** Codes whose moving count is below this keep their vector: its average would be noise. */
    private static final double SMALLEST_COUNT = 1e-3;

    private final double decay;

    EmaQuantizer(VqVaeConfig config, Random random) {
        super(config, random, false);
        decay = config.emaDecay();
        buffer("counts", Tensor.ones(Shape.of(config.codes())));
        buffer("sums", Tensor.zeros(shape()));
    }

    @Override
    void overwrite(int @Nullable [] which, float[] vectors) {
        super.overwrite(which, vectors);
        int width = shape().dim(1);
        float[] n = buffer("counts").toFloats();
        float[] m = buffer("sums").toFloats();
        int rows = vectors.length / width;
        for (int i = 0; i < rows; i++) {
            int code = which == null ? i : which[i];
            n[code] = 1;
            System.arraycopy(vectors, i * width, m, code * width, width);
        }
        store("counts", n);
        store("sums", m);
    }

    @Override
    void learn(Tensor z, int[] codes) {
        int width = shape().dim(1);
        int k = shape().dim(0);
        float[] data = z.toFloats();
        double[] chosen = new double[k];
        double[] total = new double[k * width];
        for (int i = 0; i < codes.length; i++) {
            chosen[codes[i]]++;
            for (int d = 0; d < width; d++) {
                total[codes[i] * width + d] += data[i * width + d];
            }
        }
        float[] n = buffer("counts").toFloats();
        float[] m = buffer("sums").toFloats();
        float[] e = codebook().vectors().toFloats();
        for (int c = 0; c < k; c++) {
            n[c] = (float) (decay * n[c] + (1 - decay) * chosen[c]);
            for (int j = c * width; j < (c + 1) * width; j++) {
                m[j] = (float) (decay * m[j] + (1 - decay) * total[j]);
                if (n[c] > SMALLEST_COUNT) {
                    e[j] = m[j] / n[c];
                }
            }
        }
        store("counts", n);
        store("sums", m);
        codebook().overwrite(null, e);
    }

    private void store(String name, float[] values) {
        Tensor t = buffer(name);
        t.copyFrom(Tensor.of(t.shape(), values).to(t.device()));
    }

    @Override
    @Nullable Tensor codebookLoss(Tensor z, Tensor e) {
        return null;
    }
}
