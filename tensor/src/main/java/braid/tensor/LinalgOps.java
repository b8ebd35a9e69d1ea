package braid.tensor;

import braid.tensor.op.Activation;
import braid.tensor.op.Linear;
import braid.tensor.op.Matmul;

/** Methods of {@link Tensor} that multiply matrices. */
public interface LinalgOps {

    /** This tensor. */
    Tensor self();

    /** {@code (…, M, K) x (…, K, N) -> (…, M, N)}; see {@link Matmul}. */
    default Tensor matmul(Tensor other) {
        return new Matmul().apply(self(), other);
    }

    /** {@code this Wᵀ}: (…, K) with weight (N, K) gives (…, N). */
    default Tensor linear(Tensor weight) {
        return new Linear(Activation.NONE).apply(self(), weight);
    }

    /** {@code this Wᵀ + b}: (…, K) with weight (N, K) and bias (N) gives (…, N). */
    default Tensor linear(Tensor weight, Tensor bias) {
        return new Linear(Activation.NONE).apply(self(), weight, bias);
    }

    /** {@code f(this Wᵀ + b)} in one pass; see {@link Linear}. */
    default Tensor linear(Tensor weight, Tensor bias, Activation activation) {
        return new Linear(activation).apply(self(), weight, bias);
    }

    /**
     * Convolution along time, channels last, as one matrix product over the windows.
     *
     * @param weight (O, KW, C): for each output channel a window of KW steps
     * @param bias (O)
     * @param stride steps between windows
     * @return {@code (B, (T - KW) / stride + 1, O)} for this (B, T, C)
     */
    default Tensor conv1d(Tensor weight, Tensor bias, int stride) {
        Tensor x = self();
        int kernel = weight.dim(1);
        Tensor windows = x.unfold(1, kernel, stride).transpose(2, 3); // (B, T', KW, C)
        return windows.flatten(2, 3).linear(weight.flatten(1, 2), bias);
    }
}
