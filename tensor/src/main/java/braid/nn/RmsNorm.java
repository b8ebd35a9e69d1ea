package braid.nn;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/** Root-mean-square normalisation with gain {@code weight} (C), at first 1. */
public final class RmsNorm extends Module {

    private final Parameter weight;
    private final double epsilon;

    /**
     * @param width size of the last axis (C)
     * @param epsilon added to the mean square
     */
    public RmsNorm(int width, double epsilon) {
        weight = parameter("weight", Shape.of(width), 1);
        this.epsilon = epsilon;
    }

    /** (…, C) to (…, C). */
    public Tensor forward(Tensor x) {
        return x.rmsNorm(weight.widened(), epsilon);
    }
}
