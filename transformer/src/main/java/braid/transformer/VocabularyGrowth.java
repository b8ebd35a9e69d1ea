package braid.transformer;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.random.Random;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * Gives a model more tokens: new rows of the embedding and, where it is its own matrix, of the
 * head.
 */
public final class VocabularyGrowth {

    private VocabularyGrowth() {}

    /**
     * A model with a larger vocabulary and weights of the same types. For texts of old tokens its
     * logits of old tokens are unchanged.
     *
     * @param model stays as it is
     * @param vocabulary new number of tokens, not below the old one
     * @param init how new rows begin
     * @param random of the draws
     */
    public static Transformer grow(Transformer model, int vocabulary, RowInit init, Random random) {
        int old = model.config().vocabulary();
        if (vocabulary < old) {
            throw new TensorException(
                    "vocabulary growth: from " + old + " to " + vocabulary + " tokens",
                    "a vocabulary can only grow");
        }
        Transformer grown = Transformer.empty(model.config().vocabulary(vocabulary), random);
        Map<String, Tensor> values = values(model, grown);
        grown.parameters()
                .forEach((name, p) -> {
                    Tensor from = Objects.requireNonNull(values.get(name));
                    p.replace(
                            from.shape().equals(p.tensor().shape())
                                    ? from.copy()
                                    : extend(from, vocabulary, init, random));
                });
        return grown;
    }

    /**
     * Hands the weights of a model over to another, whose vocabulary may be larger.
     *
     * @param from is of no use afterwards
     * @param to as {@link Transformer#empty} makes it; of the same configuration but for vocabulary
     *     and dropout
     * @param init how the rows begin that {@code from} lacks
     * @param random of the draws
     */
    public static void move(Transformer from, Transformer to, RowInit init, Random random) {
        Map<String, Tensor> values = values(from, to);
        int vocabulary = to.config().vocabulary();
        to.parameters()
                .forEach((name, p) -> {
                    Tensor old = Objects.requireNonNull(values.get(name));
                    boolean grows = !old.shape().equals(p.tensor().shape());
                    p.replace(grows ? extend(old, vocabulary, init, random) : old);
                });
    }

    private static Map<String, Tensor> values(Transformer from, Transformer to) {
        Map<String, Tensor> values = from.stateDict();
        if (!values.keySet().equals(to.parameters().keySet())) {
            throw new TensorException(
                    "vocabulary growth: the models have weights of different names",
                    "both have the same configuration; merge adapters first");
        }
        return values;
    }

    private static Tensor extend(Tensor values, int rows, RowInit init, Random random) {
        int width = values.dim(1);
        float[] old = values.to(DType.F32).toFloats();
        float[] all = Arrays.copyOf(old, rows * width);
        float[] added = init.rows(old, width, rows - values.dim(0), random);
        System.arraycopy(added, 0, all, old.length, added.length);
        return Tensor.of(Shape.of(rows, width), all).to(values.dtype()).to(values.device());
    }
}
