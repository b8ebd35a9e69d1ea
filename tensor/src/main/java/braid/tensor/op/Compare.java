package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * A mask: 1 where the relation holds, else 0, with NumPy broadcasting; U8. Comparisons with NaN are
 * false except {@code NE}. No gradient.
 *
 * @param relation what is asked of each pair
 */
public record Compare(Relation relation) implements Elementwise, GradientOp {

    /** A relation between two numbers. */
    public enum Relation {
        /** Equal. */
        EQ,
        /** Not equal. */
        NE,
        /** Less than. */
        LT,
        /** Less than or equal. */
        LE,
        /** Greater than. */
        GT,
        /** Greater than or equal. */
        GE
    }

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.sameType(this, inputs[0], inputs[1]);
        return Shape.broadcast(name(), inputs[0].shape(), inputs[1].shape());
    }

    @Override
    public DType outputDType(Tensor[] inputs) {
        return DType.U8;
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
