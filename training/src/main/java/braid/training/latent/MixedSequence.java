package braid.training.latent;

import java.util.Arrays;

/**
 * A mixed sample; from the left, {@code X~ = P <boLatent> z_1 … z_k <eoLatent> C[m+1 …] S}.
 *
 * @param ids all tokens
 * @param promptLength tokens of P
 * @param latentCount k, the latent tokens without their delimiters; 0 for plain text
 * @param replaced m, the trace tokens they stand for
 */
public record MixedSequence(int[] ids, int promptLength, int latentCount, int replaced) {

    @Override
    public boolean equals(Object other) {
        return other instanceof MixedSequence that
                && Arrays.equals(ids, that.ids)
                && promptLength == that.promptLength
                && latentCount == that.latentCount
                && replaced == that.replaced;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return Arrays.toString(ids)
                + " prompt "
                + promptLength
                + ", k "
                + latentCount
                + ", m "
                + replaced;
    }
}
