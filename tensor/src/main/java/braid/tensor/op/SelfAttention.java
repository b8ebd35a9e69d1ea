package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

import java.util.List;

/**
 * {@link Attention} of a sequence to itself on one packed projection: operand qkv (B, T, (NH + 2
 * NKV) HS) with query heads, then key heads, then value heads; optional lengths (B), I32. Result
 * (B, T, NH HS). Packed, so that the gradient is one tensor too. Extra output: log of the sum of
 * exponentials (B, NH, T).
 *
 * @param heads NH
 * @param kvHeads NKV, divides NH
 * @param causal whether a token sees only itself and those before it
 * @param scale usually {@code 1 / sqrt(HS)}
 */
public record SelfAttention(int heads, int kvHeads, boolean causal, double scale)
        implements Neural {

    /** HS for a packed width. */
    public int headSize(int packedWidth) {
        return packedWidth / (heads + 2 * kvHeads);
    }

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Tensor qkv = inputs[0];
        Check.floating(this, qkv, 0);
        Check.rank(this, qkv, 0, 3, "(B, T, (NH + 2 NKV) HS)");
        Check.lengths(this, inputs, 1);
        if (heads % kvHeads != 0 || qkv.dim(2) % (heads + 2 * kvHeads) != 0) {
            throw new TensorException(
                    "selfAttention: packed projection "
                            + qkv.shape()
                            + " with "
                            + heads
                            + " heads, "
                            + kvHeads
                            + " key heads",
                    "the last axis is (NH + 2 NKV) HS, NKV divides NH");
        }
        return qkv.shape().with(2, heads * headSize(qkv.dim(2)));
    }

    @Override
    public List<Extra> extras(Tensor[] inputs) {
        Tensor qkv = inputs[0];
        return List.of(new Extra(Shape.of(qkv.dim(0), heads, qkv.dim(1)), qkv.dtype()));
    }

    @Override
    public int saves() {
        return Saved.keepInput(0) | Saved.keepInput(1) | Saved.keepOutput(0) | Saved.keepOutput(1);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        Tensor qkv = saved.input(0);
        Tensor y = saved.output(0);
        Tensor lse = saved.output(1);
        Backward op = new Backward(this);
        into.add(
                0,
                saved.inputs() > 1
                        ? op.apply(qkv, y, lse, dy, saved.input(1))
                        : op.apply(qkv, y, lse, dy));
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        Tensor qkv = inputs[0];
        double pairs = (double) qkv.dim(1) * qkv.dim(1) * (causal ? 0.5 : 1);
        double flops = 4.0 * qkv.dim(0) * heads * headSize(qkv.dim(2)) * pairs;
        return new Cost(flops, 4.0 / 3 * qkv.numel() * qkv.dtype().bytes());
    }

    /** Operands {@code qkv, y, lse, dy} and lengths where given; result {@code dqkv}. */
    public record Backward(SelfAttention forward) implements Neural, GradientOp {

        @Override
        public Shape outputShape(Tensor[] inputs) {
            return inputs[0].shape();
        }

        @Override
        public Cost cost(Tensor[] inputs) {
            Cost c = forward.cost(inputs);
            return new Cost(2.5 * c.flops(), 2 * c.bytes());
        }
    }
}
