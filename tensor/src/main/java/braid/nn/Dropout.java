package braid.nn;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

/** Zeroes elements at random while training; passes them on otherwise. */
public final class Dropout extends Module {

    private final double probability;
    private final Random random;

    /**
     * @param probability of a zero, in [0, 1)
     * @param random stream of the masks; may be shared with other layers
     */
    public Dropout(double probability, Random random) {
        this.probability = probability;
        this.random = random;
    }

    /** (…) to (…). */
    public Tensor forward(Tensor x) {
        return probability > 0 && isTraining() ? x.dropout(probability, random) : x;
    }
}
