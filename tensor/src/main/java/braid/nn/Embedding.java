package braid.nn;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/** A vector for each id: {@code weight} (V, C). Starts with zeros; see {@link Init}. */
public final class Embedding extends Module {

    private final Parameter weight;

    /**
     * @param rows number of ids (V)
     * @param width size of a vector (C)
     */
    public Embedding(int rows, int width) {
        weight = parameter("weight", Shape.of(rows, width), 0);
    }

    /** Ids (…), I32 or I64, to (…, C). */
    public Tensor forward(Tensor ids) {
        return Parameter.widened(weight.tensor().embedding(ids));
    }

    /** (V, C). */
    public Parameter weight() {
        return weight;
    }
}
