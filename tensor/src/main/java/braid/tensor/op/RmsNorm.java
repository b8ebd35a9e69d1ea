package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

import java.util.List;

/**
 * Root-mean-square normalisation over the last axis (Zhang and Sennrich 2019, arXiv:1910.07467):
 * {@code y = x rstd w}, {@code rstd = 1 / sqrt(mean(x^2) + epsilon)}, with x (…, C), w (C). Extra
 * output: rstd of each row. Gradients, with {@code n = x rstd} and {@code g = w dy}: {@code dx =
 * rstd (g - n mean(g n))}, {@code dw = sum n dy}.
 *
 * @param epsilon added to the mean square
 */
public record RmsNorm(double epsilon) implements Neural {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.norm(this, inputs);
        return inputs[0].shape();
    }

    @Override
    public List<Extra> extras(Tensor[] inputs) {
        return List.of(new Extra(inputs[0].shape().without(-1), inputs[0].dtype()));
    }

    @Override
    public int saves() {
        return Saved.keepInput(0) | Saved.keepInput(1) | Saved.keepOutput(1);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        Tensor[] d = new Backward().applyAll(saved.input(0), saved.input(1), saved.output(1), dy);
        into.add(0, d[0]);
        into.add(1, d[1]);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(5, inputs[0]);
    }

    /** Operands {@code x, w, rstd, dy}; results {@code dx, dw}. */
    public record Backward() implements Neural, GradientOp {

        @Override
        public Shape outputShape(Tensor[] inputs) {
            return inputs[0].shape();
        }

        @Override
        public List<Extra> extras(Tensor[] inputs) {
            return List.of(new Extra(inputs[1].shape(), inputs[1].dtype()));
        }

        @Override
        public Cost cost(Tensor[] inputs) {
            return Cost.elementwise(10, inputs[0], inputs[3]);
        }
    }
}
