package braid.transformer;

import braid.tensor.TensorException;

/**
 * Slows rotary frequencies down so that a model trained on short texts reads longer ones, as Llama
 * 3.1 does ({@code "rope_type": "llama3"}; Llama Team 2024, arXiv:2407.21783). A frequency that
 * turns {@code r} times within the original context becomes {@code f (s + (1 - s) / factor)} with
 * {@code s = clamp((r - low) / (high - low), 0, 1)}: fast ones stay, slow ones are divided by the
 * factor.
 *
 * @param factor by which slow frequencies are divided, 1 or more
 * @param lowTurns most turns within the original context at which a frequency is divided whole
 * @param highTurns least turns within the original context at which a frequency stays
 * @param originalContext tokens that the model was trained on before it was extended
 */
public record RopeScaling(double factor, double lowTurns, double highTurns, int originalContext) {

    /** Checks the ranges. */
    public RopeScaling {
        if (!(factor >= 1 && lowTurns > 0 && highTurns > lowTurns && originalContext > 0)
                || Double.isInfinite(factor)
                || Double.isInfinite(highTurns)) {
            throw new TensorException(
                    "rope scaling: factor "
                            + factor
                            + ", low "
                            + lowTurns
                            + ", high "
                            + highTurns
                            + ", original context "
                            + originalContext,
                    "wanted: factor >= 1, 0 < low < high, original context > 0; Llama 3.1 has 8, 1, 4,"
                            + " 8192");
        }
    }

    /**
     * The frequency that stands in for one.
     *
     * @param frequency radians a position
     */
    public double apply(double frequency) {
        double turns = originalContext * frequency / (2 * Math.PI);
        double kept = Math.clamp((turns - lowTurns) / (highTurns - lowTurns), 0, 1);
        return frequency * (kept + (1 - kept) / factor);
    }
}
