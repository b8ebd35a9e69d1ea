package braid.nn;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Activation;

import org.jspecify.annotations.Nullable;

/**
 * {@code f(x Wᵀ + b)}: {@code weight} (out, in), {@code bias} (out). Starts with zeros; see {@link
 * Init}.
 */
public final class Linear extends Module {

    private final Parameter weight;
    private final @Nullable Parameter bias;
    private final Activation activation;

    /** Without an activation. */
    public Linear(int in, int out, boolean bias) {
        this(in, out, bias, Activation.NONE);
    }

    /** With an activation, computed in the same pass. */
    public Linear(int in, int out, boolean bias, Activation activation) {
        weight = parameter("weight", Shape.of(out, in), 0);
        this.bias = bias ? parameter("bias", Shape.of(out), 0) : null;
        this.activation = activation;
    }

    /** (…, in) to (…, out). */
    public Tensor forward(Tensor x) {
        var op = new braid.tensor.op.Linear(activation);
        return bias == null
                ? op.apply(x, weight.widened())
                : op.apply(x, weight.widened(), bias.widened());
    }

    /** (out, in). */
    public Parameter weight() {
        return weight;
    }
}
