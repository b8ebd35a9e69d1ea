package braid.nn;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * Layer normalisation with gain {@code weight} (C), at first 1, and {@code bias} (C), at first 0.
 */
public final class LayerNorm extends Module {

    private final Parameter weight;
    private final Parameter bias;
    private final double epsilon;

    /**
     * @param width size of the last axis (C)
     * @param epsilon added to the variance
     */
    public LayerNorm(int width, double epsilon) {
        weight = parameter("weight", Shape.of(width), 1);
        bias = parameter("bias", Shape.of(width), 0);
        this.epsilon = epsilon;
    }

    /** (…, C) to (…, C). */
    public Tensor forward(Tensor x) {
        return x.layerNorm(weight.widened(), bias.widened(), epsilon);
    }
}
