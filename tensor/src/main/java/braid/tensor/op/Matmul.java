package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

/**
 * Matrix product over the last two axes, {@code (…, M, K) x (…, K, N) -> (…, M, N)}; leading axes
 * broadcast as batches. Transposed operands are views and are not copied. Gradients: {@code dA = dC
 * Bᵀ}, {@code dB = Aᵀ dC}, accumulated with beta = 1.
 */
public record Matmul() implements Linalg {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.floating(this, inputs[0], 0);
        Check.sameType(this, inputs[0], inputs[1]);
        Shape a = inputs[0].shape();
        Shape b = inputs[1].shape();
        if (a.rank() < 2 || b.rank() < 2) {
            throw new TensorException(
                    "matmul: operands need two axes or more: lhs " + a + " x rhs " + b,
                    "make a vector a matrix with unsqueeze");
        }
        if (a.dim(-1) != b.dim(-2)) {
            boolean turned = a.dim(-1) == b.dim(-1);
            throw new TensorException(
                    "matmul: inner dimensions differ: lhs "
                            + a
                            + " x rhs "
                            + b
                            + " ("
                            + a.dim(-1)
                            + " vs "
                            + b.dim(-2)
                            + ")",
                    turned
                            ? "rhs is probably stored transposed; use matmul(rhs.transpose("
                                    + (b.rank() - 2)
                                    + ", "
                                    + (b.rank() - 1)
                                    + "))"
                            : "the last axis of lhs must equal the last but one of rhs");
        }
        Shape batch = Shape.broadcast("matmul", a.head(a.rank() - 2), b.head(b.rank() - 2));
        return batch.append(Shape.of(a.dim(-2), b.dim(-1)));
    }

    @Override
    public boolean accumulates() {
        return true;
    }

    @Override
    public int saves() {
        return Saved.keepInput(0) | Saved.keepInput(1);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        if (into.wanted(0)) {
            add(into, 0, saved.inputShape(0), dy, saved.input(1).transpose(-2, -1));
        }
        if (into.wanted(1)) {
            add(into, 1, saved.inputShape(1), saved.input(0).transpose(-2, -1), dy);
        }
    }

    private void add(Gradients into, int input, Shape shape, Tensor a, Tensor b) {
        Shape product = outputShape(new Tensor[] {a, b});
        if (product.equals(shape)) {
            into.add(input, this, a, b);
        } else {
            into.add(input, a.matmul(b).sumTo(shape));
        }
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        Shape out = outputShape(inputs);
        double k = inputs[0].dim(-1);
        double elements = (double) inputs[0].numel() + inputs[1].numel() + out.numel();
        return new Cost(2 * k * out.numel(), elements * inputs[0].dtype().bytes());
    }
}
