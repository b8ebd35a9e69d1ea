package braid.tensor;

import braid.tensor.op.Softmax;

/** Methods of {@link Tensor} for neural networks. */
public interface NeuralOps {

    /** This tensor. */
    Tensor self();

    /** Softmax along an axis; see {@link Softmax}. */
    default Tensor softmax(int axis) {
        Tensor t = self();
        int a = t.shape().axis(axis);
        int last = t.rank() - 1;
        return a == last
                ? new Softmax().apply(t)
                : new Softmax().apply(t.transpose(a, last)).transpose(a, last);
    }
}
