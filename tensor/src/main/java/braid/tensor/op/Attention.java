package braid.tensor.op;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.Gradients;
import braid.tensor.autograd.Saved;

import java.util.List;

/**
 * Scaled dot-product attention {@code softmax(scale Q Kᵀ) V} by tiles; the T × S scores are never
 * in memory (Dao 2023, arXiv:2307.08691). Operands: q (B, T, NH, HS), k and v (B, S, NKV, HS),
 * views allowed if the last axis is dense; optional lengths (B), I32: keys from there on are not
 * seen. Query head h uses key head {@code h NKV / NH}. Result (B, T, NH, HS); a query that sees no
 * key gives 0. Extra output: log of the sum of exponentials (B, NH, T). Gradients, with {@code P}
 * recomputed: {@code dV = Pᵀ dO}, {@code dS = P (dO Vᵀ - sum(dO O))}, {@code dQ = scale dS K},
 * {@code dK = scale dSᵀ Q}.
 *
 * @param heads NH
 * @param kvHeads NKV, divides NH
 * @param causal whether query i sees key j only for {@code j <= i + S - T}
 * @param scale usually {@code 1 / sqrt(HS)}
 */
public record Attention(int heads, int kvHeads, boolean causal, double scale) implements Neural {

    @Override
    public Shape outputShape(Tensor[] inputs) {
        Tensor q = inputs[0];
        Tensor k = inputs[1];
        Check.floating(this, q, 0);
        Check.sameType(this, q, k);
        Check.sameType(this, q, inputs[2]);
        Check.rank(this, q, 0, 4, "(B, T, NH, HS)");
        Check.rank(this, k, 1, 4, "(B, S, NKV, HS)");
        Check.shape(this, inputs[2], 2, k.shape());
        Check.lengths(this, inputs, 3);
        boolean fits = q.dim(2) == heads && k.dim(2) == kvHeads && heads % kvHeads == 0;
        if (!fits || q.dim(0) != k.dim(0) || q.dim(3) != k.dim(3)) {
            throw new TensorException(
                    "attention: q "
                            + q.shape()
                            + ", k "
                            + k.shape()
                            + " with "
                            + heads
                            + " heads, "
                            + kvHeads
                            + " key heads",
                    "q is (B, T, NH, HS), k and v are (B, S, NKV, HS), NKV divides NH");
        }
        return q.shape();
    }

    @Override
    public List<Extra> extras(Tensor[] inputs) {
        Tensor q = inputs[0];
        return List.of(new Extra(Shape.of(q.dim(0), heads, q.dim(1)), q.dtype()));
    }

    @Override
    public int saves() {
        return Saved.keepInput(0)
                | Saved.keepInput(1)
                | Saved.keepInput(2)
                | Saved.keepInput(3)
                | Saved.keepOutput(0)
                | Saved.keepOutput(1);
    }

    @Override
    public void backward(Saved saved, Tensor dy, Gradients into) {
        Tensor q = saved.input(0);
        Tensor k = saved.input(1);
        Tensor v = saved.input(2);
        Tensor y = saved.output(0);
        Tensor lse = saved.output(1);
        Backward op = new Backward(this);
        Tensor[] d =
                saved.inputs() > 3
                        ? op.applyAll(q, k, v, y, lse, dy, saved.input(3))
                        : op.applyAll(q, k, v, y, lse, dy);
        into.add(0, d[0]);
        into.add(1, d[1]);
        into.add(2, d[2]);
    }

    @Override
    public Cost cost(Tensor[] inputs) {
        Tensor q = inputs[0];
        double pairs = (double) q.dim(1) * inputs[1].dim(1) * (causal ? 0.5 : 1);
        double flops = 4.0 * q.dim(0) * heads * q.dim(3) * pairs;
        double bytes = 2.0 * q.numel() + 2.0 * inputs[1].numel();
        return new Cost(flops, bytes * q.dtype().bytes());
    }

    /** Operands {@code q, k, v, y, lse, dy} and lengths where given; results {@code dq, dk, dv}. */
    public record Backward(Attention forward) implements Neural, GradientOp {

        @Override
        public Shape outputShape(Tensor[] inputs) {
            return inputs[0].shape();
        }

        @Override
        public List<Extra> extras(Tensor[] inputs) {
            return List.of(
                    new Extra(inputs[1].shape(), inputs[1].dtype()),
                    new Extra(inputs[2].shape(), inputs[2].dtype()));
        }

        @Override
        public Cost cost(Tensor[] inputs) {
            Cost c = forward.cost(inputs);
            return new Cost(2.5 * c.flops(), 2 * c.bytes());
        }
    }
}
