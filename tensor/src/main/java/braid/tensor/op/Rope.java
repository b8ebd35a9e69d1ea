package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Rotary positions on packed heads (Su et al. 2021, arXiv:2104.09864, in the half-split form of
 * Hugging Face): operand x (B, T, H HS), positions (T) or (B, T), I32, and frequencies (HS / 2). In
 * each of the first {@code rotated} heads, with {@code a = position frequency_i}: {@code y_i = x_i
 * cos a - x_{i + HS/2} sin a}, {@code y_{i + HS/2} = x_{i + HS/2} cos a + x_i sin a}; the other
 * heads are copied. Gradient: the inverse rotation.
 *
 * @param headSize HS, even
 * @param rotated how many leading heads are rotated
 * @param inverse whether the angle is negated
 */
public record Rope(int headSize, int rotated, boolean inverse) implements Neural {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Tensor x = inputs[0];
        Check.floating(this, x, 0);
        Check.rank(this, x, 0, 3, "(B, T, H HS)");
        Check.index(this, inputs[1], 1);
        Check.shape(this, inputs[2], 2, Shape.of(headSize / 2));
        Shape each = x.shape().head(2);
        boolean fits = inputs[1].shape().equals(each) || inputs[1].shape().equals(each.tail(1));
        if (!fits || headSize % 2 != 0 || x.dim(2) < rotated * headSize) {
            throw new TensorException(
                    "rope: x "
                            + x.shape()
                            + ", positions "
                            + inputs[1].shape()
                            + ", "
                            + rotated
                            + " heads of "
                            + headSize,
                    "positions are (T) or (B, T), the head size is even, the heads fit in x");
        }
        return x.shape();
    }

    @Override
    public int saves() {
        return Saved.keepInput(1) | Saved.keepInput(2);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        into.add(0, new Rope(headSize, rotated, !inverse), dy, saved.input(1), saved.input(2));
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(3, inputs[0]);
    }
}
