package braid.nn;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Activation;
import braid.tensor.op.Unary;

import org.jspecify.annotations.Nullable;

/**
 * {@code f(x Wᵀ + b)}: {@code weight} (out, in), {@code bias} (out). Starts with zeros; see {@link
 * Init}.
 */
public final class Linear extends Module {

    /** Name of an adapter as a part of its layer. */
    public static final String ADAPTER = "adapter";

    private final Parameter weight;
    private final @Nullable Parameter bias;
    private final Activation activation;
    private @Nullable Adapter adapter;
    private @Nullable Q8Weight quantized;

    /** What is added to the result of a layer, before its activation. */
    public interface Adapter {

        /** (…, in) to (…, out). */
        Tensor forward(Tensor x);
    }

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
        if (adapter == null) {
            return forward(x, activation);
        }
        Tensor z = forward(x, Activation.NONE).add(adapter.forward(x));
        Unary f = activation.op();
        return f == null ? z : f.apply(z);
    }

    private Tensor forward(Tensor x, Activation f) {
        if (quantized != null || weight.staysStored(x)) {
            Tensor z = quantized != null ? quantized.linear(x) : weight.linear(x);
            z = bias == null ? z : z.add(bias.widened());
            Unary function = f.op();
            return function == null ? z : function.apply(z);
        }
        var op = new braid.tensor.op.Linear(f);
        return bias == null
                ? op.apply(x, weight.widened())
                : op.apply(x, weight.widened(), bias.widened());
    }

    /** Adds to every result from now on, by a part of this layer in the place of an earlier one. */
    public <A extends Module & Adapter> void adapt(A added) {
        adapter = register(ADAPTER, added);
    }

    /** Takes the adapter away. */
    public void unadapt() {
        adapter = null;
        remove(ADAPTER);
    }

    /**
     * Rounds the weight and gives its memory back: the layer computes with {@link Q8Weight} from
     * now on, is no longer trained, and its weight is no part of the state that is saved.
     */
    public void quantize() {
        quantized = Q8Weight.of(weight.tensor());
        removeParameter("weight");
        weight.replace(Tensor.full(Shape.scalar(), Double.NaN).expand(weight.tensor().shape()));
        weight.freeze();
    }

    /** (out, in). */
    public Parameter weight() {
        return weight;
    }
}
