package braid.transformer.io;

import braid.nn.Linear;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.transformer.Transformer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tensor as it is called and laid out in published files, and where it lies in a model.
 *
 * @param name in the files
 * @param shape in the files
 * @param parameter of the model that it fills, or some rows of
 * @param row first row of the parameter that it fills
 * @param transposed whether the files hold the parameter's transpose
 */
public record PublishedTensor(
        String name, Shape shape, String parameter, int row, boolean transposed) {

    /**
     * All tensors of a model, without adapters, by the names that its family has on Hugging Face;
     * those of the model itself where no family has its form.
     */
    public static List<PublishedTensor> of(Transformer model) {
        return Architecture.find(model.config())
                .map(a -> ModelFolder.tensors(a, a.prefix(), model))
                .orElseGet(() ->
                        shapes(model).entrySet().stream()
                                .map(e -> whole(e.getKey(), e.getKey(), e.getValue()))
                                .toList());
    }

    /** Shapes of all parameters but those of adapters. */
    static Map<String, Shape> shapes(Transformer model) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        model.parameters()
                .forEach((name, p) -> {
                    if (!name.contains("." + Linear.ADAPTER + ".")) {
                        shapes.put(name, p.tensor().shape());
                    }
                });
        return shapes;
    }

    /** A whole parameter as it is. */
    static PublishedTensor whole(String name, String parameter, Shape shape) {
        return new PublishedTensor(name, shape, parameter, 0, false);
    }

    /** The part of the parameter's values that this is, as the model has it; a view. */
    Tensor part(Tensor values) {
        int rows = shape.dim(transposed ? 1 : 0);
        return rows == values.dim(0) ? values : values.slice(0, row, row + rows);
    }

    /** The same as the files have it; a view. */
    Tensor published(Tensor values) {
        Tensor part = part(values);
        return transposed ? part.transpose(0, 1) : part;
    }
}
