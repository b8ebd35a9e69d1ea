package braid.transformer.lora;

import braid.transformer.Transformer;
import braid.transformer.io.PublishedTensor;

import java.util.ArrayList;
import java.util.List;

/**
 * A matrix that an adapter is added to.
 *
 * @param name published, as in {@code model.layers.0.self_attn.q_proj}
 * @param layer of the model that it is in, as in {@code h.0.attn.c_attn}
 * @param row first row of the layer's weight that it is
 * @param out rows
 * @param in columns
 */
public record Target(String name, String layer, int row, int out, int in) {

    private static final String WEIGHT = ".weight";

    /** All matrices inside the blocks of a model, in order. */
    static List<Target> all(Transformer model) {
        List<Target> all = new ArrayList<>();
        for (PublishedTensor t : PublishedTensor.of(model)) {
            boolean matrix = t.shape().rank() == 2 && t.parameter().startsWith("h.");
            if (matrix) {
                int out = t.shape().dim(t.transposed() ? 1 : 0);
                int in = t.shape().dim(t.transposed() ? 0 : 1);
                all.add(new Target(cut(t.name()), cut(t.parameter()), t.row(), out, in));
            }
        }
        return all;
    }

    private static String cut(String name) {
        return name.substring(0, name.length() - WEIGHT.length());
    }

    /** The last part of the name, as in {@code q_proj}. */
    String kind() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
