package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

import java.util.List;

/**
 * A linear layer in one pass: {@code y = f(x Wᵀ + b)}, with x (…, K), weight (N, K), bias (N) or
 * none. The extra output is the value before the activation, where its gradient needs it.
 * Gradients, with {@code dz = f' dy}: {@code dx = dz W}, {@code dW = dzᵀ x}, {@code db = sum dz}
 * over rows; the last two add straight into existing gradients.
 *
 * @param activation f
 */
public record Linear(Activation activation) implements Linalg {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Tensor x = inputs[0];
        Tensor w = inputs[1];
        Check.floating(this, x, 0);
        Check.sameType(this, x, w);
        Check.rank(this, w, 1, 2, "(N, K)");
        Shape y = Check.linear(this, x, w);
        if (inputs.length > 2) {
            Check.sameType(this, x, inputs[2]);
            Check.shape(this, inputs[2], 2, Shape.of(w.dim(0)));
        }
        return y;
    }

    @Override
    public List<Extra> extras(Tensor[] inputs) {
        return activation.needsInput()
                ? List.of(new Extra(outputShape(inputs), inputs[0].dtype()))
                : List.of();
    }

    @Override
    public int saves() {
        int operands = Saved.keepInput(0) | Saved.keepInput(1);
        if (activation.needsInput()) {
            return operands | Saved.keepOutput(1);
        }
        return activation == Activation.NONE ? operands : operands | Saved.keepOutput(0);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        Tensor dz = dy;
        if (activation != Activation.NONE) {
            dz = activation.backward(saved.output(activation.needsInput() ? 1 : 0), dy);
        }
        Tensor w = saved.input(1);
        Tensor rows = dz.reshape(-1, w.dim(0)); // (M, N)
        if (into.wanted(0)) {
            into.add(0, rows.matmul(w).reshape(saved.inputShape(0)));
        }
        if (into.wanted(1)) {
            Tensor x = saved.input(0).reshape(-1, w.dim(1)); // (M, K)
            into.add(1, new Matmul(), rows.transpose(0, 1), x);
        }
        if (saved.inputs() > 2 && into.wanted(2)) {
            into.add(2, new SumRows(), rows);
        }
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        double rows = (double) inputs[0].numel() / Math.max(1, inputs[0].dim(-1));
        double n = inputs[1].dim(0);
        double bytes = inputs[0].numel() + inputs[1].numel() + rows * n;
        return new Cost(2 * rows * inputs[1].numel(), bytes * inputs[0].dtype().bytes());
    }
}
