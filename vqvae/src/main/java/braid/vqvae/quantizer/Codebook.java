package braid.vqvae.quantizer;

import braid.nn.Module;
import braid.nn.Parameter;
import braid.tensor.Shape;
import braid.tensor.Tensor;

import org.jspecify.annotations.Nullable;

/**
 * K vectors in R^D. State: {@code vectors} (K, D), and {@code placed} (1), which is 1 once the
 * vectors were initialised from data.
 */
public final class Codebook extends Module {

    private static final String VECTORS = "vectors";
    private static final String PLACED = "placed";

    private final @Nullable Parameter learned;

    /**
     * @param learned whether the vectors are a parameter for the optimiser
     */
    Codebook(int codes, int width, boolean learned) {
        Tensor zeros = Tensor.zeros(Shape.of(codes, width));
        this.learned = learned ? parameter(VECTORS, zeros) : null;
        if (!learned) {
            buffer(VECTORS, zeros);
        }
        buffer(PLACED, Tensor.zeros(Shape.of(1)));
    }

    /** Number of codes (K). */
    public int size() {
        return vectors().dim(0);
    }

    /** (K, D). */
    public Tensor vectors() {
        return learned == null ? buffer(VECTORS) : learned.tensor();
    }

    boolean isPlaced() {
        return buffer(PLACED).item() != 0;
    }

    void setPlaced() {
        buffer(PLACED).fill(1);
    }

    void overwrite(int @Nullable [] which, float[] rows) {
        Tensor vectors = vectors().detach();
        int width = vectors.dim(1);
        float[] all = which == null ? rows : vectors.toFloats();
        for (int i = 0; which != null && i < which.length; i++) {
            System.arraycopy(rows, i * width, all, which[i] * width, width);
        }
        vectors.copyFrom(Tensor.of(vectors.shape(), all).to(vectors.device()));
    }
}
