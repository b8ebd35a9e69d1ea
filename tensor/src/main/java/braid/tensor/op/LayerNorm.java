package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

import java.util.List;

/**
 * Layer normalisation over the last axis (Ba et al. 2016, arXiv:1607.06450): {@code y = (x - mean)
 * rstd w + b}, {@code rstd = 1 / sqrt(var + epsilon)}, with x (…, C), w (C), b (C). Extra outputs:
 * mean and rstd of each row. Gradients, with {@code n = (x - mean) rstd} and {@code g = w dy}:
 * {@code dx = rstd (g - mean(g) - n mean(g n))}, {@code dw = sum n dy}, {@code db = sum dy}.
 *
 * @param epsilon added to the variance
 */
public record LayerNorm(double epsilon) implements Neural {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Check.norm(this, inputs);
        return inputs[0].shape();
    }

    @Override
    public List<Extra> extras(Tensor[] inputs) {
        Shape rows = inputs[0].shape().without(-1);
        return List.of(new Extra(rows, inputs[0].dtype()), new Extra(rows, inputs[0].dtype()));
    }

    @Override
    public int saves() {
        return Saved.keepInput(0) | Saved.keepInput(1) | Saved.keepOutput(1) | Saved.keepOutput(2);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        Tensor[] d =
                new Backward()
                        .applyAll(
                                saved.input(0),
                                saved.input(1),
                                saved.output(1),
                                saved.output(2),
                                dy);
        into.add(0, d[0]);
        into.add(1, d[1]);
        into.add(2, d[2]);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        return Cost.elementwise(8, inputs[0]);
    }

    /** Operands {@code x, w, mean, rstd, dy}; results {@code dx, dw, db}. */
    public record Backward() implements Neural, GradientOp {

        @Override
        public Shape outputShape(Tensor[] inputs) {
            return inputs[0].shape();
        }

        @Override
        public List<Extra> extras(Tensor[] inputs) {
            Extra row = new Extra(inputs[1].shape(), inputs[1].dtype());
            return List.of(row, row);
        }

        @Override
        public Cost cost(Tensor[] inputs) {
            return Cost.elementwise(14, inputs[0], inputs[4]);
        }
    }
}
