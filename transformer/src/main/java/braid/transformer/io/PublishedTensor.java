package braid.transformer.io;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * A tensor as it is called and laid out in published files, and where it lies in a model.
 *
 * @param name in the files
 * @param shape in the files
 * @param parameter of the model that it fills, or some rows of
 * @param row first row of the parameter that it fills
 * @param transposed whether the files hold the parameter's transpose
 */
record PublishedTensor(String name, Shape shape, String parameter, int row, boolean transposed) {

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
