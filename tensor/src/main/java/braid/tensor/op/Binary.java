package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * {@code z = f(x, y)} for every element, with NumPy broadcasting of both operands; floating types,
 * equal ones.
 */
public sealed interface Binary extends Elementwise
        permits Add, Sub, Mul, Div, Pow, Minimum, Maximum {

    @Override
    default Shape outputShape(Tensor[] inputs) {
        Check.floating(this, inputs[0], 0);
        Check.sameType(this, inputs[0], inputs[1]);
        return Shape.broadcast(name(), inputs[0].shape(), inputs[1].shape());
    }

    @Override
    default Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
