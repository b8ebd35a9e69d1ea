package braid.training.latent;

import braid.training.data.Sequence;

/** Which tokens of a sample are learned. */
public enum LossOn {
    /** What follows the prompt: latent block, text and answer. */
    RESPONSE,
    /** Every token but the first. */
    ALL;

    /** The sample as a training sequence. */
    public Sequence sequence(MixedSequence mixed) {
        return sequence(mixed.ids(), mixed.promptLength());
    }

    /**
     * The sample as a training sequence.
     *
     * @param ids all tokens
     * @param promptLength how many of them are the prompt
     */
    public Sequence sequence(int[] ids, int promptLength) {
        return Sequence.countedFrom(ids, this == RESPONSE ? promptLength : 0);
    }
}
