package braid.kernels.device;

import braid.tensor.Tensor;
import braid.tensor.op.Activation;

/** What follows the product: bias, the tensor that keeps the sum, activation. */
record Epilogue(
        boolean accumulate,
        Tensor bias,
        boolean hasBias,
        Tensor kept,
        boolean keeps,
        Activation f) {

    static Epilogue none(boolean accumulate, Tensor unused) {
        return new Epilogue(accumulate, unused, false, unused, false, Activation.NONE);
    }

    /** A sum of the flags of {@code flags.k}. */
    int flags() {
        return (accumulate ? 1 : 0) + (hasBias ? 2 : 0) + (keeps ? 4 : 0);
    }
}
