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
        weight = parameter("weight", Tensor.zeros(Shape.of(out, in)));
        this.bias = bias ? parameter("bias", Tensor.zeros(Shape.of(out))) : null;
        this.activation = activation;
    }

    /** (…, in) to (…, out). */
    public Tensor forward(Tensor x) {
        var op = new braid.tensor.op.Linear(activation);
        return bias == null
                ? op.apply(x, weight.tensor())
                : op.apply(x, weight.tensor(), bias.tensor());
    }

    /** (out, in). */
    public Parameter weight() {
        return weight;
    }
}
