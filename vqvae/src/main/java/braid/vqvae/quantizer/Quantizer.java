package braid.vqvae.quantizer;

import braid.nn.Module;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.NearestCode;
import braid.tensor.random.Random;
import braid.vqvae.VqVaeConfig;

import org.jspecify.annotations.Nullable;

/**
 * A codebook of K vectors in R^D with a rule by which it learns. An encoder output is replaced by
 * the nearest vector in squared L2 distance.
 */
public abstract sealed class Quantizer extends Module permits GradientQuantizer, EmaQuantizer {

    private final int restartAfter;
    private final Random random;
    private final Codebook codebook;
    private final CodebookStats stats;

    Quantizer(VqVaeConfig config, Random random, boolean learned) {
        this.restartAfter = config.restartAfter();
        this.random = random;
        codebook = register("codebook", new Codebook(config.codes(), config.codeWidth(), learned));
        stats = new CodebookStats(config.codes());
    }

    /** The quantiser that a configuration asks for. */
    public static Quantizer of(VqVaeConfig config, Random random) {
        return switch (config.rule()) {
            case GRADIENT -> new GradientQuantizer(config, random);
            case EMA -> new EmaQuantizer(config, random);
        };
    }

    /**
     * Replaces encoder outputs by codes. In training mode, the first call places the codebook by
     * k-means++, and codes that went unused for long are moved to random encoder outputs.
     *
     * @param z (M, D)
     */
    public final Quantized quantize(Tensor z) {
        if (isTraining()) {
            if (!codebook.isPlaced()) {
                place(z);
            }
            int[] idle = stats.idle(restartAfter);
            if (idle.length > 0) {
                restart(idle, z);
            }
        }
        Tensor codes = codes(z);
        Tensor e = vectors(codes); // (M, D)
        if (isTraining()) {
            int[] chosen = codes.toInts();
            stats.count(chosen);
            learn(z.detach(), chosen);
        }
        Tensor fixed = e.detach();
        Tensor straightThrough = straightThrough(z, fixed);
        Tensor commitment = meanSquare(z.sub(fixed));
        return new Quantized(
                codes, fixed, straightThrough, codebookLoss(z.detach(), e), commitment);
    }

    /**
     * Index of the nearest code; ties go to the lower index. No gradient.
     *
     * @param z (M, D)
     * @return I32 (M)
     */
    public final Tensor codes(Tensor z) {
        return new NearestCode().apply(z.detach(), codebook.vectors().detach());
    }

    /**
     * Vectors of codes.
     *
     * @param codes I32 (M)
     * @return (M, D)
     */
    public final Tensor vectors(Tensor codes) {
        return codebook.vectors().embedding(codes);
    }

    /** The codebook. */
    public final Codebook codebook() {
        return codebook;
    }

    /** The stream of placements and restarts; its position is part of a checkpoint. */
    public final Random random() {
        return random;
    }

    /** Use of the codes in training so far. */
    public final CodebookStats stats() {
        return stats;
    }

    private void place(Tensor z) {
        float[] data = z.detach().toFloats();
        float[] vectors = KMeans.centres(data, z.dim(1), codebook.size(), random);
        overwrite(null, vectors);
        codebook.setPlaced();
    }

    private void restart(int[] idle, Tensor z) {
        float[] data = z.detach().toFloats();
        int width = z.dim(1);
        float[] vectors = new float[idle.length * width];
        for (int i = 0; i < idle.length; i++) {
            System.arraycopy(data, random.nextInt(z.dim(0)) * width, vectors, i * width, width);
        }
        overwrite(idle, vectors);
        stats.restarted(idle);
    }

    /**
     * Puts vectors into the codebook.
     *
     * @param which their indices, or null for all
     * @param vectors row after row
     */
    void overwrite(int @Nullable [] which, float[] vectors) {
        codebook.overwrite(which, vectors);
    }

    /** Moves codes towards the encoder outputs that chose them, where the rule does so directly. */
    abstract void learn(Tensor z, int[] codes);

    /** The loss by which the codebook learns, or null. */
    abstract @Nullable Tensor codebookLoss(Tensor z, Tensor e);

    /** The numbers of e, with the gradient passed on to z. */
    static Tensor straightThrough(Tensor z, Tensor e) {
        return z.add(e.sub(z.detach()));
    }

    static Tensor meanSquare(Tensor difference) {
        return difference.mul(difference).mean();
    }

    /** Shape of the codebook: (K, D). */
    final Shape shape() {
        return codebook.vectors().shape();
    }
}
