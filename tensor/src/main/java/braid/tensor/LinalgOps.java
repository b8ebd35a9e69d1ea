package braid.tensor;

import braid.tensor.op.Matmul;

/** Methods of {@link Tensor} that multiply matrices. */
public interface LinalgOps {

    /** This tensor. */
    Tensor self();

    /** {@code (…, M, K) x (…, K, N) -> (…, M, N)}; see {@link Matmul}. */
    default Tensor matmul(Tensor other) {
        return new Matmul().apply(self(), other);
    }
}
