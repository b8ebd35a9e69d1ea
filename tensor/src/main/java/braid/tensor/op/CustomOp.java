package braid.tensor.op;

import braid.tensor.Tensor;

/**
 * A user's own operation. Give it a name, a shape rule, a computation in terms of tensors or host
 * arrays, what the backward pass needs, and the backward pass; it is then recorded and
 * differentiated like any other. It runs on whatever device its computation supports.
 *
 * <pre>{@code
 * record Cube() implements CustomOp {
 *     public Shape outputShape(Tensor[] in) { return in[0].shape(); }
 *     public void forward(Tensor[] in, Tensor[] out) { out[0].copyFrom(in[0].mul(in[0]).mul(in[0])); }
 *     public int saves() { return Saved.input(0); }
 *     public void backward(Saved saved, Tensor dy, Gradients into) {
 *         into.add(0, dy.mul(saved.input(0)).mul(saved.input(0)).mul(3));
 *     }
 * }
 * }</pre>
 */
public non-sealed interface CustomOp extends Op {

    /** Computes the outputs, which are allocated and hold undefined values. */
    void forward(Tensor[] inputs, Tensor[] outputs);

    @Override
    default Cost cost(Tensor[] inputs) {
        return Cost.elementwise(1, inputs);
    }
}
