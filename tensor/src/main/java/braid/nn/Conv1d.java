package braid.nn;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * Convolution along time, channels last, without padding: {@code weight} (out, kernel, in), {@code
 * bias} (out). Starts with zeros; see {@link Init}.
 */
public final class Conv1d extends Module {

    private final Parameter weight;
    private final Parameter bias;
    private final int stride;

    /**
     * @param in channels of the input
     * @param out channels of the result
     * @param kernel steps in a window
     * @param stride steps between windows
     */
    public Conv1d(int in, int out, int kernel, int stride) {
        weight = parameter("weight", Tensor.zeros(Shape.of(out, kernel, in)));
        bias = parameter("bias", Tensor.zeros(Shape.of(out)));
        this.stride = stride;
    }

    /** (B, T, in) to (B, (T - kernel) / stride + 1, out). */
    public Tensor forward(Tensor x) {
        return x.conv1d(weight.tensor(), bias.tensor(), stride);
    }
}
